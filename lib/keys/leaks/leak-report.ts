import type { AuditActor } from "#lib/audit/record";
import { db, type Transaction } from "#lib/db/client";
import { newId } from "#lib/ids";
import { type KeyEvent, recordKeyEvents } from "#lib/keys/events/key-events";
import { hashToken } from "#lib/secrets/token";

/** The reason that is stored with the revocation of a reported key. */
const LEAKED_REASON = "leaked";

/** Who reports, and the URL at which each token was found, as far as the report says. */
export type LeakReport = {
  source: "anybody" | "github";
  at: Date;
  address: string | null;
  tokens: ReadonlyMap<string, { url: string | null }>;
};

type ReportedKey = {
  id: string;
  name: string | null;
  tokenHash: string;
  userId: string | null;
  serviceWorkspaceId: string | null;
  workspaceIds: string[];
  /** Whether this report revoked it. */
  ended: boolean;
};

/** A report may revoke a thousand keys, each with its audit events and notices. */
const TIMEOUT_MS = 30_000;

/**
 * Revokes the keys whose tokens are reported as leaked and notifies their owners, in one transaction. Nothing changes
 * for keys that were revoked before.
 * @returns the tokens that belong to a key, usable or not
 */
export async function revokeLeaked(report: LeakReport): Promise<ReadonlySet<string>> {
  const tokensByHash = new Map([...report.tokens.keys()].map((token) => [hashToken(token), token]));
  const reported = await db().$transaction(
    async (tx) => {
      const keys = await revokeReported(tx, [...tokensByHash.keys()], report.at);
      const ended = keys.filter((key) => key.ended);
      await recordLeaks(tx, report, ended, (key) => report.tokens.get(tokensByHash.get(key.tokenHash) ?? "")?.url);
      await notifyOwners(tx, ended, report.at);
      return keys;
    },
    { timeout: TIMEOUT_MS },
  );
  return new Set(reported.flatMap(({ tokenHash }) => tokensByHash.get(tokenHash) ?? []));
}

/**
 * Revokes all of them in one query. It locks them in the order of their ids, so two reports of the same keys cannot
 * cause a deadlock.
 */
function revokeReported(tx: Transaction, hashes: string[], at: Date): Promise<ReportedKey[]> {
  return tx.$queryRaw<ReportedKey[]>`
    WITH ended AS (
      UPDATE "Key" SET "revokedAt" = ${at}, "leakedAt" = ${at}, "updatedAt" = ${at}, "revokedReason" = ${LEAKED_REASON}
       WHERE id IN (SELECT id FROM "Key" WHERE "tokenHash" = ANY(${hashes}) AND "revokedAt" IS NULL
                     ORDER BY id FOR UPDATE)
      RETURNING id)
    SELECT k.id, k.name, k."tokenHash", k."userId", k."serviceWorkspaceId", ended.id IS NOT NULL AS ended,
           ARRAY(SELECT w."workspaceId" FROM "KeyWorkspace" w
                  WHERE w."keyId" = k.id AND w."detachedAt" IS NULL) AS "workspaceIds"
      FROM "Key" k LEFT JOIN ended ON ended.id = k.id
     WHERE k."tokenHash" = ANY(${hashes})`;
}

async function recordLeaks(
  tx: Transaction,
  { source, at, address }: LeakReport,
  keys: ReportedKey[],
  urlOf: (key: ReportedKey) => string | null | undefined,
): Promise<void> {
  const actor: AuditActor = { kind: "stranger", id: null, at, address };
  const events = keys.flatMap((key): KeyEvent[] => {
    const leaked = { source, url: urlOf(key) ?? null };
    const { workspaceIds } = key;
    return [
      { action: "key.leaked", key, workspaceIds, details: leaked },
      { action: "key.revoked", key, workspaceIds, details: { reason: LEAKED_REASON } },
    ];
  });
  await recordKeyEvents(tx, actor, events);
}

/** Notifies the person who owns a key; for a service key the owners and admins of its workspace, who can replace it. */
async function notifyOwners(tx: Transaction, keys: ReportedKey[], at: Date): Promise<void> {
  const owningIds = keys.flatMap((key) => key.serviceWorkspaceId ?? []);
  const admins =
    owningIds.length === 0
      ? []
      : await tx.membership.findMany({
          where: { workspaceId: { in: owningIds }, role: { in: ["owner", "admin"] } },
          select: { workspaceId: true, userId: true },
        });
  const notified = keys.flatMap(({ id: keyId, userId, serviceWorkspaceId }) => {
    const service = admins.filter((admin) => admin.workspaceId === serviceWorkspaceId);
    return [...(userId ? [{ userId }] : []), ...service].map((one) => ({ keyId, userId: one.userId }));
  });
  if (notified.length === 0) return;
  await tx.notice.createMany({
    data: notified.map((one) => ({ ...one, id: newId("ntc"), kind: "key.leaked", at })),
    skipDuplicates: true,
  });
}
