import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import type { UpstreamDetail } from "#lib/upstreams/dto";
import { refreshCatalogueAndRecord } from "#lib/upstreams/reading/refresh";
import { requireUpstream, takeConnection } from "#lib/upstreams/settings/guards";
import { getUpstream } from "#lib/upstreams/settings/queries";
import type { UpstreamInput } from "#lib/upstreams/settings/schema";

/**
 * Connects to a server again and reads its catalogue. The caller must still be allowed to when the server has answered.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; RATE_LIMITED after too many attempts to connect;
 *   UNAVAILABLE when Latchkey was too busy to ask the server
 */
export async function refreshUpstream(caller: Caller, input: UpstreamInput): Promise<UpstreamDetail> {
  const { upstreamId } = input;
  const authorize = (tx: Transaction) => requireUpstream(tx, caller, input);
  const { workspaceId, name } = await db().$transaction(authorize);
  await takeConnection(caller, workspaceId);
  await refreshCatalogueAndRecord(upstreamId, caller.now, {
    authorize,
    record: (tx, { failure, toolCount }) =>
      recordAudit(tx, caller, {
        action: "upstream.refreshed",
        workspaceId,
        target: { type: "upstream", id: upstreamId, name },
        details: failure ? { failure: failure.code } : { toolCount },
      }),
  });
  return getUpstream(caller, input.workspace, upstreamId);
}
