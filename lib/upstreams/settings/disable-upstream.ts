import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import type { UpstreamDetail } from "#lib/upstreams/dto";
import { forgetTrouble } from "#lib/upstreams/health/settle";
import { refreshCatalogue } from "#lib/upstreams/reading/refresh";
import { requireUpstream, takeConnection } from "#lib/upstreams/settings/guards";
import { getUpstream } from "#lib/upstreams/settings/queries";
import type { SetUpstreamDisabledInput } from "#lib/upstreams/settings/schema";

/**
 * Disables a server, so that no key reaches it from the next request on. Or enables it again, and connects to it.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; RATE_LIMITED after too many attempts to connect
 */
export async function setUpstreamDisabled(caller: Caller, input: SetUpstreamDisabledInput): Promise<UpstreamDetail> {
  const { upstreamId, disabled } = input;
  await db().$transaction(async (tx) => {
    const { workspaceId, name } = await requireUpstream(tx, caller, input);
    if (!disabled) await takeConnection(caller, workspaceId);
    const { count } = await tx.upstream.updateMany({
      where: { id: upstreamId, disabledAt: disabled ? null : { not: null } },
      data: { disabledAt: disabled ? caller.now : null, revision: { increment: 1 }, updatedAt: caller.now },
    });
    if (count === 0) return;
    if (disabled) await forgetTrouble(tx, upstreamId);
    await recordAudit(tx, caller, {
      action: disabled ? "upstream.disabled" : "upstream.enabled",
      workspaceId,
      target: { type: "upstream", id: upstreamId, name },
      before: { disabled: !disabled },
      after: { disabled },
    });
  });
  if (!disabled) await refreshCatalogue(upstreamId, caller.now);
  return getUpstream(caller, input.workspace, upstreamId);
}
