import { actorOf, recordAudit } from "#lib/audit/record";
import { beyondRole, revokeInvitations } from "#lib/auth/invitations/revoke";
import type { Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import {
  authorizeMembershipChange,
  readUserName,
  requireAnotherOwner,
  requireOwner,
} from "#lib/members/membership-guards";
import type { RemoveMemberInput } from "#lib/members/schema";
import type { WorkspaceView } from "#lib/workspaces/dto";

/**
 * Removes a member from a workspace, and revokes their invitations to it. Their keys no longer reach it from their next
 * request. Service keys that they made stay, because these belong to the workspace.
 * @throws AppError NOT_FOUND, FORBIDDEN; CONFLICT for the last owner
 */
export async function removeMember(caller: Caller, input: RemoveMemberInput): Promise<void> {
  await db().$transaction(async (transaction) => {
    const { workspace, role } = await authorizeMembershipChange(transaction, caller, input, "members:manage");
    if (role === "owner") requireOwner(workspace, caller);
    await endMembership(transaction, caller, workspace, { userId: input.userId, role });
  });
}

/**
 * Ends the caller's own membership in a workspace, and revokes the caller's invitations to it.
 * @throws AppError NOT_FOUND; CONFLICT for the last owner
 */
export async function leaveWorkspace(caller: Caller, input: { workspace: string }): Promise<void> {
  await db().$transaction(async (transaction) => {
    const { userId } = caller.principal;
    const own = { workspace: input.workspace, userId };
    const { workspace, role } = await authorizeMembershipChange(transaction, caller, own, "workspace:read");
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
  const sent = { workspaceId: workspace.id, invitedById: member.userId };
  await revokeInvitations(transaction, actorOf(caller), beyondRole(sent, null));
  await recordAudit(transaction, caller, {
    action: member.userId === caller.principal.userId ? "member.left" : "member.removed",
    workspaceId: workspace.id,
    target: { type: "member", id: member.userId, name: await readUserName(transaction, member.userId) },
    before: { role: member.role },
  });
}
