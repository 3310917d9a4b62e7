import { can, type Permission, type Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import type { Transaction } from "#lib/db/client";
import { AppError, notFound } from "#lib/errors";
import { authorizeWrite, recordForbidden } from "#lib/workspaces/authorize";
import type { WorkspaceView } from "#lib/workspaces/dto";
import { lockMemberships } from "#lib/workspaces/lock-memberships";

/** Reads the name of a user for an audit event. */
export async function readUserName(transaction: Transaction, userId: string): Promise<string> {
  const { name } = await transaction.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true } });
  return name;
}

/**
 * Checks that the caller may change a membership, and locks what decides about it: the memberships of all owners, of the
 * caller and of `userId`. When two owners leave at the same time, one waits for the other, and then sees that the other
 * has left.
 * @returns the workspace with the caller's role, and the role of `userId`
 * @throws AppError NOT_FOUND also when `userId` is not a member; FORBIDDEN
 */
export async function authorizeMembershipChange(
  transaction: Transaction,
  caller: Caller,
  { workspace, userId }: { workspace: string; userId: string },
  permission: Permission,
): Promise<{ workspace: WorkspaceView; role: Role }> {
  await lockMemberships(transaction, caller, { workspace, permission, userId });
  const authorized = await authorizeWrite(transaction, caller, workspace, permission);
  const key = { workspaceId_userId: { workspaceId: authorized.id, userId } };
  const member = await transaction.membership.findUnique({ where: key, select: { role: true } });
  if (!member) throw notFound("member");
  return { workspace: authorized, role: member.role };
}

/**
 * Requires that the workspace has more than one owner.
 * @param action what the last owner cannot do, such as "leave or be removed"
 * @throws AppError CONFLICT when there is only one owner
 */
export async function requireAnotherOwner(
  transaction: Transaction,
  workspace: WorkspaceView,
  action: string,
): Promise<void> {
  const owners = await transaction.membership.count({ where: { workspaceId: workspace.id, role: "owner" } });
  if (owners > 1) return;
  throw new AppError("CONFLICT", `The last owner of a workspace cannot ${action}. Make another member an owner first.`);
}

/** @throws AppError FORBIDDEN when the caller may not manage the owners of the workspace */
export function requireOwner(workspace: WorkspaceView, caller: Caller): void {
  if (!can(workspace.role, "owners:manage")) throw recordForbidden(caller, workspace.id, "owners:manage");
}
