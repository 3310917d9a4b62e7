import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import type { ServerRules, UpstreamDetail } from "#lib/upstreams/dto";
import { requireUpstream } from "#lib/upstreams/settings/guards";
import { getUpstream } from "#lib/upstreams/settings/queries";
import type { SetServerRulesInput } from "#lib/upstreams/settings/schema";

const RULES = { toolsWithoutHints: true, confirmDestructive: true } as const;

/**
 * Changes what holds for all tools of a server. It holds from the next request of each key on, and does not connect to
 * the server. Rules for single tools stay, and go before it.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role
 */
export async function setServerRules(caller: Caller, input: SetServerRulesInput): Promise<UpstreamDetail> {
  const { upstreamId: id } = input;
  await db().$transaction(async (tx) => {
    const { workspaceId, name } = await requireUpstream(tx, caller, input);
    // Two changes at once would otherwise record the same state before.
    await tx.$queryRaw`SELECT id FROM "Upstream" WHERE id = ${id} FOR NO KEY UPDATE`;
    const before: ServerRules = await tx.upstream.findUniqueOrThrow({ where: { id }, select: RULES });
    const after: ServerRules = {
      toolsWithoutHints: input.toolsWithoutHints ?? before.toolsWithoutHints,
      confirmDestructive: input.confirmDestructive ?? before.confirmDestructive,
    };
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    // The new revision rings the bell, so open streams and calls learn of it too.
    await tx.upstream.update({
      where: { id },
      data: { ...after, revision: { increment: 1 }, updatedAt: caller.now },
    });
    await recordAudit(tx, caller, {
      action: "upstream.rules_changed",
      workspaceId,
      target: { type: "upstream", id, name },
      before,
      after,
    });
  });
  return getUpstream(caller, input.workspace, id);
}
