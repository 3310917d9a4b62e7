import { noteRefusal } from "#lib/audit/refusals";
import type { Permission } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { type AppError, forbidden } from "#lib/errors";

/** How each permission is named in a refusal. */
const REFUSALS: Partial<Record<Permission, string>> = {
  "workspace:rename": "rename it",
  "workspace:configure": "change its settings",
  "workspace:delete": "delete it",
  "members:manage": "manage its members",
  "owners:manage": "change its owners",
  "upstreams:manage": "manage its MCP servers",
  "access:manage": "see or revoke the keys of other members",
  "audit:read": "read its audit log",
};

/**
 * The error for a member whose role lacks `permission`; the audit log of the workspace tells of it.
 * @param action what the caller tried, where that says more than the permission
 */
export function refused(
  caller: Caller,
  workspaceId: string,
  permission: Permission,
  action: string = REFUSALS[permission] ?? "do this",
): AppError {
  const { principal, now: at, address } = caller;
  const keyId = principal.kind === "key" ? principal.keyId : null;
  const by = keyId === null ? { userId: principal.userId, keyId } : { userId: principal.userId, keyId };
  noteRefusal({ workspaceId, by, reason: permission, about: null, at, address });
  return forbidden(action);
}
