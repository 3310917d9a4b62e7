import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { authorizeWrite } from "#lib/workspaces/authorize";

/**
 * Renames a workspace. Its slug stays.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function renameWorkspace(caller: Caller, input: { workspace: string; name: string }): Promise<void> {
  await db().$transaction(async (transaction) => {
    const workspace = await authorizeWrite(transaction, caller, input.workspace, "workspace:rename");
    if (workspace.name === input.name) return;
    const data = { name: input.name, updatedAt: caller.now };
    await transaction.workspace.update({ where: { id: workspace.id }, data });
    await recordAudit(transaction, caller, {
      action: "workspace.renamed",
      workspaceId: workspace.id,
      target: { type: "workspace", id: workspace.id, name: workspace.name },
      before: { name: workspace.name },
      after: { name: input.name },
    });
  });
}
