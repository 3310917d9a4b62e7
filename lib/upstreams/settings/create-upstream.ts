import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { newId } from "#lib/ids";
import { requireEncryptionKey } from "#lib/secrets/encryption-key";
import type { UpstreamDetail } from "#lib/upstreams/dto";
import { sealHeaders } from "#lib/upstreams/headers";
import { refreshCatalogue } from "#lib/upstreams/reading/refresh";
import { auditState } from "#lib/upstreams/settings/audit-state";
import { chooseSlug, lockTakenSlugs, requireUpstreamLimit, takeConnection } from "#lib/upstreams/settings/guards";
import { getUpstream } from "#lib/upstreams/settings/queries";
import type { CreateUpstreamInput } from "#lib/upstreams/settings/schema";
import { authorizeWrite } from "#lib/workspaces/authorize";

/**
 * Saves an MCP server and then connects to it. The server stays saved when it cannot be reached, and the result has the
 * failure.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; INVALID_INPUT for a slug that is taken; CONFLICT when
 *   the workspace has `UPSTREAMS_MAX` servers; RATE_LIMITED after too many attempts to connect; UNAVAILABLE for headers with a wrong
 *   `ENCRYPTION_KEY`
 */
export async function createUpstream(caller: Caller, input: CreateUpstreamInput): Promise<UpstreamDetail> {
  const id = newId("ups");
  await db().$transaction(async (tx) => {
    const workspace = await authorizeWrite(tx, caller, input.workspace, "upstreams:manage");
    await takeConnection(caller, workspace.id);
    const taken = await lockTakenSlugs(tx, workspace.id);
    requireUpstreamLimit(taken.size);
    const slug = chooseSlug(input, taken);
    if (input.headers.length > 0) await requireEncryptionKey(tx);
    const headerNames = input.headers.map((header) => header.name);
    const made = await tx.upstream.create({
      data: {
        id,
        workspaceId: workspace.id,
        name: input.name,
        slug,
        url: input.url,
        environment: input.environment,
        encryptedHeaders: sealHeaders(input.headers, id),
        headerNames,
        createdAt: caller.now,
        updatedAt: caller.now,
      },
    });
    await recordAudit(tx, caller, {
      action: "upstream.created",
      workspaceId: workspace.id,
      target: { type: "upstream", id, name: made.name },
      after: auditState(made),
    });
  });
  await refreshCatalogue(id, caller.now);
  return getUpstream(caller, input.workspace, id);
}
