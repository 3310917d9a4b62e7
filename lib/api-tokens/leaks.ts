import { type AuditActor, type AuditEntry, recordAuditEvents } from "#lib/audit/record";
import { db, type Transaction } from "#lib/db/client";
import { type LeakReport, revokeLeaked } from "#lib/keys/leaks/leak-report";
import { hashToken, isApiToken } from "#lib/secrets/token";

/**
 * Revokes the reported tokens: keys, as `revokeLeaked` does, and API tokens. A key or token that was revoked before does
 * not change.
 * @returns the reported tokens that this installation knows, whether they still worked or not
 */
export async function revokeLeakedCredentials(report: LeakReport): Promise<ReadonlySet<string>> {
  const [forApi, others] = [new Map(report.tokens), new Map(report.tokens)];
  for (const token of report.tokens.keys()) (isApiToken(token) ? others : forApi).delete(token);
  const keys = await revokeLeaked({ ...report, tokens: others });
  const apiTokens = await revokeLeakedApiTokens({ ...report, tokens: forApi });
  return new Set([...keys, ...apiTokens]);
}

async function revokeLeakedApiTokens(report: LeakReport): Promise<ReadonlySet<string>> {
  const tokensByHash = new Map([...report.tokens.keys()].map((token) => [hashToken(token), token]));
  if (tokensByHash.size === 0) return new Set();
  const knownTokens = await db().$transaction(async (tx) => {
    const reported = await revokeReported(tx, [...tokensByHash.keys()], report.at);
    const actor: AuditActor = { kind: "stranger", id: null, at: report.at, address: report.address };
    const entries = reported.flatMap((one): AuditEntry[] => {
      if (!one.ended) return [];
      const url = report.tokens.get(tokensByHash.get(one.tokenHash) ?? "")?.url ?? null;
      const target = { type: "api_token", id: one.id, name: one.name } as const;
      return [{ action: "api_token.leaked", target, details: { source: report.source, url, ownerId: one.userId } }];
    });
    await recordAuditEvents(tx, actor, entries);
    return reported;
  });
  return new Set(knownTokens.flatMap(({ tokenHash }) => tokensByHash.get(tokenHash) ?? []));
}

type ReportedToken = { id: string; name: string; userId: string; tokenHash: string; ended: boolean };

/** Revokes the tokens with these hashes. It locks them in the order of their ids, so two reports cannot deadlock. */
function revokeReported(tx: Transaction, hashes: string[], at: Date): Promise<ReportedToken[]> {
  return tx.$queryRaw<ReportedToken[]>`
    WITH ended AS (
      UPDATE "ApiToken" SET "revokedAt" = ${at}, "leakedAt" = ${at}
       WHERE id IN (SELECT id FROM "ApiToken" WHERE "tokenHash" = ANY(${hashes}) AND "revokedAt" IS NULL
                     ORDER BY id FOR UPDATE)
      RETURNING id)
    SELECT t.id, t.name, t."userId", t."tokenHash", ended.id IS NOT NULL AS ended
      FROM "ApiToken" t LEFT JOIN ended ON ended.id = t.id
     WHERE t."tokenHash" = ANY(${hashes})`;
}
