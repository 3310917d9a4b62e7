import { noteRefusal } from "#lib/audit/refusals";
import { scopeFor, tokenMay } from "#lib/auth/api-scopes";
import { can, type Permission, type Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import { AppError, forbidden, notFound } from "#lib/errors";
import type { WorkspaceView } from "#lib/workspaces/dto";

/** Of ids and slugs; what else an address may hold (NUL) is not worth a query, or makes it fail. */
const SHAPE = /^[\w-]{1,100}$/;

/** How each permission is named in a refusal. */
const REFUSALS: Partial<Record<Permission, string>> = {
  "workspace:rename": "rename it",
  "workspace:configure": "change its settings",
  "workspace:delete": "delete it",
  "members:manage": "manage its members",
  "owners:manage": "change its owners",
  "upstreams:manage": "manage its MCP servers",
  "access:manage": "see or revoke the keys of other members",
  "service_keys:manage": "manage its service keys",
  "audit:read": "read its audit log",
  "policy:manage": "change what it asks of keys",
  "usage:read": "see how it is used",
  "webhooks:manage": "manage its webhooks",
};

/**
 * The one guard of everything that belongs to a workspace.
 * @param workspace its id or slug
 * @returns the workspace with the caller's role
 * @throws AppError NOT_FOUND when the caller is not a member or it does not exist; FORBIDDEN when the role lacks `permission`
 */
export async function authorizeWorkspace(
  caller: Caller,
  workspace: string,
  permission: Permission,
  transaction: Transaction = db(),
): Promise<WorkspaceView> {
  const member = await requireMember(caller, workspace, transaction);
  requireScope(caller, member.id, permission);
  if (!can(member.role, permission)) throw refused(caller, member.id, permission);
  return member;
}

/**
 * A workspace of the caller, whatever they may do there. What it holds is for `authorizeWorkspace` to guard.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND when the caller is not a member or it does not exist
 */
export async function requireMember(
  caller: Caller,
  workspace: string,
  transaction: Transaction = db(),
): Promise<WorkspaceView> {
  // What a server action is bound to comes back from the browser: an object would be a filter, and nothing would match all.
  if (typeof workspace !== "string" || !SHAPE.test(workspace)) throw notFound("workspace");
  const membership = await transaction.membership.findFirst({
    where: {
      userId: caller.principal.userId,
      user: { disabledAt: null },
      workspace: { OR: [{ id: workspace }, { slug: workspace }] },
    },
    select: { role: true, workspace: { select: { id: true, name: true, slug: true } } },
  });
  if (!membership) throw notFound("workspace");
  const role: Role = membership.role;
  return { ...membership.workspace, role };
}

/**
 * The error for a member whose role lacks `permission`; the audit log of the workspace tells of it.
 * @param action what the caller tried, where that says more than the permission
 */
export function refused(
  { principal, now, address, originApp }: Caller,
  workspaceId: string,
  permission: Permission,
  action: string = REFUSALS[permission] ?? "do this",
): AppError {
  const keyId = principal.kind === "key" ? principal.keyId : null;
  const by = { userId: principal.userId, keyId };
  noteRefusal({ workspaceId, by, reason: permission, about: null, at: now, address, originApp });
  return forbidden(action);
}

/** A token for the API does no more than its scopes say, whatever the role of its owner. */
function requireScope(
  { principal, now, address, originApp }: Caller,
  workspaceId: string,
  permission: Permission,
): void {
  if (principal.kind !== "api_token" || tokenMay(principal.scopes, permission)) return;
  const by = { userId: principal.userId, keyId: null };
  noteRefusal({ workspaceId, by, reason: `scope:${permission}`, about: null, at: now, address, originApp });
  const scope = scopeFor(permission);
  const message = scope ? `It needs the scope ${scope}.` : "Sign in to the dashboard to do this.";
  throw new AppError("FORBIDDEN", `This API token may not do this. ${message}`);
}
