import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { auditState } from "#lib/upstreams/settings/audit-state";
import { requireUpstream } from "#lib/upstreams/settings/guards";
import type { UpstreamInput } from "#lib/upstreams/settings/schema";

/**
 * Deletes a server with its catalogue and tool rules.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role
 */
export async function removeUpstream(caller: Caller, input: UpstreamInput): Promise<void> {
  await db().$transaction(async (tx) => {
    const { workspaceId } = await requireUpstream(tx, caller, input);
    const removed = await tx.upstream.delete({ where: { id: input.upstreamId } });
    await recordAudit(tx, caller, {
      action: "upstream.removed",
      workspaceId,
      target: { type: "upstream", id: removed.id, name: removed.name },
      before: auditState(removed),
    });
  });
}
