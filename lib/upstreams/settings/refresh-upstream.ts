import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { refreshCatalogueAndRecord } from "#lib/upstreams/catalogue/refresh";
import type { UpstreamDetail } from "#lib/upstreams/dto";
import { requireUpstream, takeConnection } from "#lib/upstreams/settings/guards";
import { getUpstream } from "#lib/upstreams/settings/queries";
import type { UpstreamInput } from "#lib/upstreams/settings/schema";

/**
 * Connects to a server again and reads its catalogue.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; RATE_LIMITED after too many attempts to connect
 */
export async function refreshUpstream(caller: Caller, input: UpstreamInput): Promise<UpstreamDetail> {
  const { upstreamId } = input;
  const { workspaceId, name } = await requireUpstream(db(), caller, input);
  await takeConnection(caller, workspaceId);
  await refreshCatalogueAndRecord(upstreamId, caller.now, (tx, { failure, toolCount }) =>
    recordAudit(tx, caller, {
      action: "upstream.refreshed",
      workspaceId,
      target: { type: "upstream", id: upstreamId, name },
      details: failure ? { failure: failure.code } : { toolCount },
    }),
  );
  return getUpstream(caller, input.workspace, upstreamId);
}
