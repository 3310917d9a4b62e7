import { recordAudit } from "#lib/audit/record";
import type { Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import { revokeInvitations } from "#lib/members/invite";
import { lockMembership, readUserName, requireAnotherOwner, requireOwner } from "#lib/members/membership-guards";
import type { RemoveMemberInput } from "#lib/members/schema";
import { authorizeWorkspace } from "#lib/workspaces/authorize";
import type { WorkspaceView } from "#lib/workspaces/dto";

/**
 * Removes a member from a workspace. Their keys no longer reach it from their next request.
 * @throws AppError NOT_FOUND, FORBIDDEN; CONFLICT for the last owner
 */
export async function removeMember(caller: Caller, input: RemoveMemberInput): Promise<void> {
  await db().$transaction(async (transaction) => {
    const workspace = await authorizeWorkspace(caller, input.workspace, "members:manage", transaction);
    const role = await lockMembership(transaction, caller, workspace, input.userId);
    if (role === "owner") requireOwner(workspace, caller);
    await endMembership(transaction, caller, workspace, { userId: input.userId, role });
  });
}

/**
 * Ends the caller's own membership in a workspace.
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
  if (member.role === "owner") await requireAnotherOwner(transaction, workspace, "leave or be removed");
  const key = { workspaceId_userId: { workspaceId: workspace.id, userId: member.userId } };
  await transaction.membership.delete({ where: key });
  // The member may still have the links of their invitations, so these are revoked too.
  const pending = { invitedById: member.userId, acceptedAt: null };
  await revokeInvitations(transaction, caller, workspace.id, pending);
  await recordAudit(transaction, caller, {
    action: member.userId === caller.principal.userId ? "member.left" : "member.removed",
    workspaceId: workspace.id,
    target: { type: "member", id: member.userId, name: await readUserName(transaction, member.userId) },
    before: { role: member.role },
  });
}
