import { actorOf, recordAudit, recordAuditEvents } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import { invalidField } from "#lib/errors";
import { asShown } from "#lib/text/as-shown";
import { authorizeWrite } from "#lib/workspaces/authorize";
import type { WorkspaceView } from "#lib/workspaces/dto";
import { lockMemberships } from "#lib/workspaces/lock-memberships";

/**
 * Deletes a workspace with its members, servers and invitations. Keys that reach no other workspace are revoked.
 * @param input.confirmation the name of the workspace, as the caller typed it
 * @throws AppError NOT_FOUND, FORBIDDEN; INVALID_INPUT when `confirmation` is not the name of the workspace
 */
export async function deleteWorkspace(
  caller: Caller,
  input: { workspace: string; confirmation: string },
): Promise<void> {
  await db().$transaction(async (transaction) => {
    // The deletion deletes every membership. Operations that rely on one of them end first.
    const all = { workspace: input.workspace, permission: "workspace:delete", userId: null } as const;
    await lockMemberships(transaction, caller, all);
    const workspace = await authorizeWrite(transaction, caller, input.workspace, "workspace:delete");
    if (asShown(input.confirmation) !== asShown(workspace.name)) {
      throw invalidField("confirmation", `Type the workspace's name, ${workspace.name}, to delete it.`);
    }
    await revokeKeysWithoutOtherWorkspace(transaction, caller, workspace);
    await transaction.workspace.delete({ where: { id: workspace.id } });
    await recordAudit(transaction, caller, {
      action: "workspace.deleted",
      workspaceId: workspace.id,
      target: { type: "workspace", id: workspace.id, name: workspace.name },
      before: { name: workspace.name, slug: workspace.slug },
    });
  });
}

/** Revokes the keys that reach no other workspace. Their owners see it in the history of each key. */
async function revokeKeysWithoutOtherWorkspace(transaction: Transaction, caller: Caller, workspace: WorkspaceView) {
  const reaches = { some: { workspaceId: workspace.id } };
  const reachesOthers = { some: { workspaceId: { not: workspace.id }, detachedAt: null } };
  const reason = `The workspace ${workspace.name} was deleted.`;
  const { now, principal } = caller;
  // Whatever locks several keys locks them by id, so that no two operations wait for each other.
  await transaction.$queryRaw`
    SELECT key.id FROM "Key" key JOIN "KeyWorkspace" link ON link."keyId" = key.id
     WHERE link."workspaceId" = ${workspace.id} AND key."revokedAt" IS NULL ORDER BY key.id FOR UPDATE OF key`;
  const revoked = await transaction.key.updateManyAndReturn({
    where: { revokedAt: null, workspaces: reaches, NOT: { workspaces: reachesOthers } },
    data: { revokedAt: now, revokedById: principal.userId, revokedReason: reason, updatedAt: now },
    select: { id: true, name: true },
  });
  await recordAuditEvents(
    transaction,
    actorOf(caller),
    revoked.map((key) => ({ action: "key.revoked", target: { type: "key", ...key }, details: { reason } })),
  );
}
