import { can, type Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import type { Transaction } from "#lib/db/client";
import { AppError, notFound } from "#lib/errors";
import { recordForbidden } from "#lib/workspaces/authorize";
import type { WorkspaceView } from "#lib/workspaces/dto";

/** Reads the name of a user for an audit event. */
export async function readUserName(transaction: Transaction, userId: string): Promise<string> {
  const { name } = await transaction.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true } });
  return name;
}

/**
 * Locks the memberships of all owners, of the caller and of `userId`, always in the same order. When two owners leave
 * at the same time, one waits for the other, and then sees that the other has left.
 * @returns the role of `userId`
 * @throws AppError NOT_FOUND when `userId` is not a member; CONFLICT when the caller's role changed meanwhile
 */
export async function lockMembership(
  transaction: Transaction,
  caller: Caller,
  workspace: WorkspaceView,
  userId: string,
): Promise<Role> {
  const callerId = caller.principal.userId;
  const rows = await transaction.$queryRaw<{ userId: string; role: Role }[]>`
    SELECT "userId", role::text AS role FROM "Membership"
    WHERE "workspaceId" = ${workspace.id} AND (role = 'owner' OR "userId" IN (${userId}, ${callerId}))
    ORDER BY "userId" FOR UPDATE`;
  const roleOf = (id: string) => rows.find((candidate) => candidate.userId === id)?.role;
  if (roleOf(callerId) !== workspace.role) {
    throw new AppError("CONFLICT", "Your own role in this workspace has just changed. Reload the page and try again.");
  }
  const role = roleOf(userId);
  if (!role) throw notFound("member");
  return role;
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
