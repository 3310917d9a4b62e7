import { recordAudit } from "#lib/audit/record";
import { can, type Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import { AppError, notFound } from "#lib/errors";
import { revokeInvitations } from "#lib/members/invitations";
import type { ChangeRoleInput, RemoveMemberInput } from "#lib/members/schema";
import { authorizeWorkspace, refused } from "#lib/workspaces/authorize";
import type { WorkspaceView } from "#lib/workspaces/dto";

/**
 * Gives a member another role. Only owners make or unmake owners.
 * @throws AppError NOT_FOUND, FORBIDDEN; CONFLICT for the last owner
 */
export async function changeRole(caller: Caller, input: ChangeRoleInput): Promise<void> {
  await db().$transaction(async (transaction) => {
    const workspace = await authorizeWorkspace(caller, input.workspace, "members:manage", transaction);
    const current = await lockMembership(transaction, caller, workspace, input.userId);
    if (current === input.role) return;
    if (current === "owner" || input.role === "owner") refuseUnlessOwner(caller, workspace);
    if (current === "owner") await refuseLastOwner(transaction, workspace, "be given another role");
    const key = { workspaceId_userId: { workspaceId: workspace.id, userId: input.userId } };
    await transaction.membership.update({ where: key, data: { role: input.role } });
    await recordAudit(transaction, caller, {
      action: "member.role_changed",
      workspaceId: workspace.id,
      target: { type: "member", id: input.userId, name: await nameOf(transaction, input.userId) },
      before: { role: current },
      after: { role: input.role },
    });
  });
}

/**
 * Removes somebody else from a workspace; their keys stop reaching it at their next request.
 * @throws AppError NOT_FOUND, FORBIDDEN; CONFLICT for the last owner
 */
export async function removeMember(caller: Caller, input: RemoveMemberInput): Promise<void> {
  await db().$transaction(async (transaction) => {
    const workspace = await authorizeWorkspace(caller, input.workspace, "members:manage", transaction);
    const role = await lockMembership(transaction, caller, workspace, input.userId);
    if (role === "owner") refuseUnlessOwner(caller, workspace);
    await endMembership(transaction, caller, workspace, { userId: input.userId, role });
  });
}

/**
 * Ends the caller's own membership.
 * @throws AppError NOT_FOUND; CONFLICT for the last owner
 */
export async function leaveWorkspace(caller: Caller, input: { workspace: string }): Promise<void> {
  await db().$transaction(async (transaction) => {
    const workspace = await authorizeWorkspace(caller, input.workspace, "workspace:read", transaction);
    const { userId } = caller.principal;
    const role = await lockMembership(transaction, caller, workspace, userId);
    await endMembership(transaction, caller, workspace, { userId, role });
  });
}

async function endMembership(
  transaction: Transaction,
  caller: Caller,
  workspace: WorkspaceView,
  member: { userId: string; role: Role },
): Promise<void> {
  if (member.role === "owner") await refuseLastOwner(transaction, workspace, "leave or be removed");
  const key = { workspaceId_userId: { workspaceId: workspace.id, userId: member.userId } };
  await transaction.membership.delete({ where: key });
  // Whom they invited nobody vouches for any more; links may be in their hands.
  const theirs = { invitedById: member.userId, acceptedAt: null };
  await revokeInvitations(transaction, caller, workspace.id, theirs);
  await recordAudit(transaction, caller, {
    action: member.userId === caller.principal.userId ? "member.left" : "member.removed",
    workspaceId: workspace.id,
    target: { type: "member", id: member.userId, name: await nameOf(transaction, member.userId) },
    before: { role: member.role },
  });
}

async function nameOf(transaction: Transaction, userId: string): Promise<string> {
  const { name } = await transaction.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true } });
  return name;
}

/**
 * Locks the owners' memberships, the caller's and that of `userId` in the order of their key, so that two owners who
 * leave at once wait for each other, and one of them finds that the other has left.
 * @returns the role of `userId`
 * @throws AppError NOT_FOUND; CONFLICT when the caller's own role changed while this waited
 */
async function lockMembership(
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

async function refuseLastOwner(transaction: Transaction, workspace: WorkspaceView, deed: string): Promise<void> {
  const owners = await transaction.membership.count({ where: { workspaceId: workspace.id, role: "owner" } });
  if (owners > 1) return;
  throw new AppError("CONFLICT", `The last owner of a workspace cannot ${deed}. Make another member an owner first.`);
}

function refuseUnlessOwner(caller: Caller, workspace: WorkspaceView): void {
  if (!can(workspace.role, "owners:manage")) throw refused(caller, workspace.id, "owners:manage");
}
