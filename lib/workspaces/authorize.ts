import { countRefusal } from "#lib/audit/refusals";
import { requiredScope, tokenAllows } from "#lib/auth/api-scopes";
import { KEEP_MEMBERSHIP } from "#lib/auth/locks";
import { can, type Permission } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { requireLiveCredential } from "#lib/auth/sessions/require-live-credential";
import { db, Prisma, type Transaction } from "#lib/db/client";
import { AppError, forbidden, notFound } from "#lib/errors";
import type { WorkspaceView } from "#lib/workspaces/dto";

/** The form of ids and slugs. Other text cannot name a workspace, and NUL would make the query fail. */
const ID_OR_SLUG = /^[\w-]{1,100}$/;

/** What a caller without the permission may not do, in the words of the error. */
const ACTIONS: Partial<Record<Permission, string>> = {
  "workspace:rename": "rename it",
  "workspace:configure": "change its settings",
  "workspace:delete": "delete it",
  "members:manage": "manage its members",
  "owners:manage": "change its owners",
  "upstreams:manage": "manage its MCP servers",
  "access:manage": "see or revoke the keys of other members",
  "service_keys:manage": "manage its service keys",
  "audit:read": "read its audit log",
  "policy:manage": "change its policy",
  "usage:read": "see its usage",
  "webhooks:manage": "manage its webhooks",
};

/**
 * Checks that the caller has a permission in a workspace. Every query of something in a workspace calls this. What
 * writes calls `authorizeWrite`.
 * @param workspace the id or slug of the workspace
 * @returns the workspace with the caller's role
 * @throws AppError NOT_FOUND when the workspace does not exist or the caller is not a member; FORBIDDEN when the role
 *   or the API token lacks `permission`
 */
export async function authorizeWorkspace(
  caller: Caller,
  workspace: string,
  permission: Permission,
): Promise<WorkspaceView> {
  return requirePermission(caller, await requireMember(caller, workspace), permission);
}

/**
 * Does the same for an operation that writes, and keeps the answer true until the transaction ends: the end of the
 * membership, another role and the disabling of the account wait for the operation. If one of them came first, the
 * operation waits for it and is then refused. Every operation on something in a workspace calls this first, before it
 * locks anything else, so that no two operations wait for each other (docs/decisions/0032).
 */
export async function authorizeWrite(
  transaction: Transaction,
  caller: Caller,
  workspace: string,
  permission: Permission,
): Promise<WorkspaceView> {
  const member = await findMember(transaction, caller, workspace, KEEP_MEMBERSHIP);
  await requireLiveCredential(transaction, caller);
  return requirePermission(caller, member, permission);
}

/**
 * Checks that the caller is a member of a workspace. It checks no permission; `authorizeWorkspace` does.
 * @param workspace the id or slug of the workspace
 * @throws AppError NOT_FOUND when the workspace does not exist or the caller is not a member
 */
export async function requireMember(caller: Caller, workspace: string): Promise<WorkspaceView> {
  return findMember(db(), caller, workspace, Prisma.empty);
}

/** Whether a text may be the id or slug of a workspace. It takes any value, because the browser may send any. */
export function mayNameWorkspace(workspace: unknown): workspace is string {
  // An object would be a filter of a query, and undefined would match every workspace.
  return typeof workspace === "string" && ID_OR_SLUG.test(workspace);
}

async function findMember(
  transaction: Transaction,
  { principal }: Caller,
  workspace: string,
  lock: Prisma.Sql,
): Promise<WorkspaceView> {
  if (!mayNameWorkspace(workspace)) throw notFound("workspace");
  const [member] = await transaction.$queryRaw<WorkspaceView[]>`
    SELECT workspace.id, workspace.name, workspace.slug, membership.role::text AS role
      FROM "Membership" membership
      JOIN "User" person ON person.id = membership."userId" AND person."disabledAt" IS NULL
      JOIN "Workspace" workspace ON workspace.id = membership."workspaceId"
     WHERE membership."userId" = ${principal.userId} AND (workspace.id = ${workspace} OR workspace.slug = ${workspace}) ${lock}`;
  if (!member) throw notFound("workspace");
  return member;
}

function requirePermission(caller: Caller, member: WorkspaceView, permission: Permission): WorkspaceView {
  requireScope(caller, member.id, permission);
  if (!can(member.role, permission)) throw recordForbidden(caller, member.id, permission);
  return member;
}

/**
 * Records in the audit log that a member's role lacks `permission`.
 * @param action what the caller tried to do, when that says more than the permission
 * @returns the error to throw
 */
export function recordForbidden(
  { principal, now, address, originApp }: Caller,
  workspaceId: string,
  permission: Permission,
  action: string = ACTIONS[permission] ?? "do this",
): AppError {
  const keyId = principal.kind === "key" ? principal.keyId : null;
  const by = { userId: principal.userId, keyId };
  countRefusal({ workspaceId, by, reason: permission, about: null, at: now, address, originApp });
  return forbidden(action);
}

/** Refuses an API token whose scopes lack the permission, also when the role of its owner has it. */
function requireScope(
  { principal, now, address, originApp }: Caller,
  workspaceId: string,
  permission: Permission,
): void {
  if (principal.kind !== "api_token" || tokenAllows(principal.scopes, permission)) return;
  const by = { userId: principal.userId, keyId: null };
  countRefusal({ workspaceId, by, reason: `scope:${permission}`, about: null, at: now, address, originApp });
  const scope = requiredScope(permission);
  const message = scope ? `It needs the scope ${scope}.` : "Sign in to the dashboard to do this.";
  throw new AppError("FORBIDDEN", `This API token may not do this. ${message}`);
}
