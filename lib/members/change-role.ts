import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { lockMembership, readUserName, requireAnotherOwner, requireOwner } from "#lib/members/membership-guards";
import type { ChangeRoleInput } from "#lib/members/schema";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/**
 * Changes the role of a member. Only an owner can make somebody an owner or end that role.
 * @throws AppError NOT_FOUND, FORBIDDEN; CONFLICT for the last owner
 */
export async function changeRole(caller: Caller, input: ChangeRoleInput): Promise<void> {
  await db().$transaction(async (transaction) => {
    const workspace = await authorizeWorkspace(caller, input.workspace, "members:manage", transaction);
    const current = await lockMembership(transaction, caller, workspace, input.userId);
    if (current === input.role) return;
    if (current === "owner" || input.role === "owner") requireOwner(workspace, caller);
    if (current === "owner") await requireAnotherOwner(transaction, workspace, "be given another role");
    const key = { workspaceId_userId: { workspaceId: workspace.id, userId: input.userId } };
    await transaction.membership.update({ where: key, data: { role: input.role } });
    await recordAudit(transaction, caller, {
      action: "member.role_changed",
      workspaceId: workspace.id,
      target: { type: "member", id: input.userId, name: await readUserName(transaction, input.userId) },
      before: { role: current },
      after: { role: input.role },
    });
  });
}
