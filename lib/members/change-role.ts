import { actorOf, recordAudit } from "#lib/audit/record";
import { beyondRole, revokeInvitations } from "#lib/auth/invitations/revoke";
import { hasProvenIdentity, requireProof } from "#lib/auth/passwords/proof";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import {
  authorizeMembershipChange,
  readUserName,
  requireAnotherOwner,
  requireOwner,
} from "#lib/members/membership-guards";
import type { ChangeRoleInput } from "#lib/members/schema";

/**
 * Changes the role of a member, and revokes the member's invitations for roles that they may no longer give. Only an
 * owner can make somebody an owner or end that role.
 * @throws AppError NOT_FOUND, FORBIDDEN; CONFLICT for the last owner; the errors of `hasProvenIdentity` and
 *   `requireProof`
 */
export async function changeRole(caller: Caller, input: ChangeRoleInput): Promise<void> {
  const { userId, role } = input;
  const isProven = await hasProvenIdentity(caller, input.password);
  await db().$transaction(async (transaction) => {
    const { workspace, role: current } = await authorizeMembershipChange(transaction, caller, input, "members:manage");
    if (current === role) return;
    if (current === "owner" || role === "owner") requireOwner(workspace, caller);
    if (current === "owner") await requireAnotherOwner(transaction, workspace, "be given another role");
    const grant = { kind: "role", before: current, after: role } as const;
    await requireProof(transaction, caller, { isProven, grant, next: "change the role" });
    const workspaceId = workspace.id;
    await transaction.membership.update({ where: { workspaceId_userId: { workspaceId, userId } }, data: { role } });
    const revoked = beyondRole({ workspaceId, invitedById: userId }, role);
    await revokeInvitations(transaction, actorOf(caller), revoked);
    await recordAudit(transaction, caller, {
      action: "member.role_changed",
      workspaceId,
      target: { type: "member", id: userId, name: await readUserName(transaction, userId) },
      before: { role: current },
      after: { role },
    });
  });
}
