import { recordAudit } from "#lib/audit/record";
import type { Caller } from "#lib/auth/principal";
import { db, Prisma } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { requireEncryptionKey } from "#lib/secrets/encryption-key";
import type { UpstreamDetail } from "#lib/upstreams/dto";
import { sealHeaders } from "#lib/upstreams/headers";
import { forgetTrouble } from "#lib/upstreams/health/settle";
import { refreshCatalogue } from "#lib/upstreams/reading/refresh";
import { auditState } from "#lib/upstreams/settings/audit-state";
import { chooseSlug, lockTakenSlugs, takeConnection } from "#lib/upstreams/settings/guards";
import { getUpstream } from "#lib/upstreams/settings/queries";
import { resolveHeaders } from "#lib/upstreams/settings/resolve-headers";
import type { UpdateUpstreamInput } from "#lib/upstreams/settings/schema";
import { authorizeWrite } from "#lib/workspaces/authorize";

/** The state of a server that was never asked. */
const NEVER_READ = {
  catalogueAt: null,
  catalogueNotes: Prisma.DbNull,
  failureCode: null,
  failureMessage: null,
  failureSaid: null,
  failedAt: null,
};

/**
 * Saves changes to an MCP server, and then connects to it unless it is disabled. A header without a value keeps the
 * stored one while the origin of the URL stays the same. A new URL deletes the old catalogue; the tool rules stay.
 * @throws AppError FORBIDDEN or NOT_FOUND by the caller's role; INVALID_INPUT for a slug that is taken or a header
 *   that needs a value; RATE_LIMITED after too many attempts to connect; UNAVAILABLE for headers with a wrong
 *   `ENCRYPTION_KEY`
 */
export async function updateUpstream(caller: Caller, input: UpdateUpstreamInput): Promise<UpstreamDetail> {
  const connects = await db().$transaction(async (tx) => {
    const workspace = await authorizeWrite(tx, caller, input.workspace, "upstreams:manage");
    const taken = await lockTakenSlugs(tx, workspace.id);
    const before = await tx.upstream.findFirst({ where: { id: input.upstreamId, workspaceId: workspace.id } });
    if (!before) throw notFound("MCP server");
    // A disabled server is saved without a connection to it.
    const isEnabled = before.disabledAt === null;
    if (isEnabled) await takeConnection(caller, workspace.id);
    taken.delete(before.slug);
    const headers = resolveHeaders(input, before);
    if (headers.length > 0) await requireEncryptionKey(tx);
    const isMoved = input.url !== before.url;
    const changed = {
      name: input.name,
      slug: input.slug === undefined ? before.slug : chooseSlug(input, taken),
      url: input.url,
      environment: input.environment ?? before.environment,
      unprefixed: input.unprefixed,
      callTimeoutSeconds: input.callTimeoutSeconds === undefined ? before.callTimeoutSeconds : input.callTimeoutSeconds,
      headerNames: headers.map((header) => header.name),
    };
    const after = await tx.upstream.update({
      where: { id: before.id },
      data: {
        ...changed,
        encryptedHeaders: sealHeaders(headers, before.id),
        ...(isMoved && NEVER_READ),
        revision: { increment: 1 },
        updatedAt: caller.now,
      },
    });
    if (isMoved) {
      await tx.catalogue.deleteMany({ where: { upstreamId: before.id } });
      await forgetTrouble(tx, before.id);
    }
    const replacedHeaders = input.headers.filter((header) => header.value !== null).map((header) => header.name);
    await recordAudit(tx, caller, {
      action: "upstream.updated",
      workspaceId: workspace.id,
      target: { type: "upstream", id: before.id, name: before.name },
      // The query may be secret, so the log only says whether it changed.
      details: { replacedHeaders, replacedQuery: new URL(after.url).search !== new URL(before.url).search },
      before: auditState(before),
      after: auditState(after),
    });
    return isEnabled;
  });
  if (connects) await refreshCatalogue(input.upstreamId, caller.now);
  return getUpstream(caller, input.workspace, input.upstreamId);
}
