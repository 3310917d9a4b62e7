import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import type { UpstreamDetail } from "#lib/upstreams/dto";
import { requireUpstream } from "#lib/upstreams/settings/guards";
import { getUpstream } from "#lib/upstreams/settings/queries";
import type { SetToolRuleInput } from "#lib/upstreams/settings/schema";

/**
 * Sets an admin's rule for a tool, or removes it (null), so that the server's hint counts again. The tool need not be
 * in the catalogue, because a rule stays when a tool disappears from it.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role
 */
export async function setToolRule(caller: Caller, input: SetToolRuleInput): Promise<UpstreamDetail> {
  const { upstreamId, toolName, access } = input;
  await db().$transaction(async (tx) => {
    const { workspaceId, name } = await requireUpstream(tx, caller, input);
    const key = { upstreamId_toolName: { upstreamId, toolName } };
    const before = await tx.toolRule.findUnique({ where: key, select: { access: true } });
    if (access === null) await tx.toolRule.deleteMany({ where: { upstreamId, toolName } });
    else {
      await tx.toolRule.upsert({
        where: key,
        create: { upstreamId, toolName, access },
        update: { access },
      });
    }
    await tx.upstream.update({ where: { id: upstreamId }, data: { revision: { increment: 1 } } });
    await recordAudit(tx, caller, {
      action: "upstream.tool_rule_changed",
      workspaceId,
      target: { type: "upstream", id: upstreamId, name },
      details: { toolName },
      before: { access: before?.access ?? null },
      after: { access },
    });
  });
  return getUpstream(caller, input.workspace, upstreamId);
}
