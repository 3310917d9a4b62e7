import { timingSafeEqual } from "node:crypto";
import { isApiScope } from "#lib/auth/api-scopes";
import type { Principal } from "#lib/auth/principal";
import { MINUTE_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { hashToken } from "#lib/secrets/token";

type ApiPrincipal = Extract<Principal, { kind: "api_token" }>;

type Row = { id: string; userId: string; tokenHash: string; scopes: string[]; lastUsedAt: Date | null };

const LOOKUP = {
  name: "look-up-api-token",
  text: `
    SELECT t."id", t."userId", t."tokenHash", t."scopes", t."lastUsedAt"
      FROM "ApiToken" t JOIN "User" u ON u."id" = t."userId"
     WHERE t."tokenHash" = $1 AND t."revokedAt" IS NULL AND u."disabledAt" IS NULL
       AND (t."expiresAt" IS NULL OR t."expiresAt" > $2)`,
};

/** The last use of a token is written at most once in this time. */
const WRITE_EVERY_MS = MINUTE_MS;

/** The address and application of a request, which are stored as the last use of its token. */
export type ApiTokenUse = { address: string; app: string | null };

/**
 * Authenticates a token at `now`. The token is read for each request, so a revocation takes effect with the next request.
 * @returns null for an unknown or ended token, and when the owner's account is disabled; the caller does not learn which
 */
export async function authenticateApiToken(token: string, now: Date, use: ApiTokenUse): Promise<ApiPrincipal | null> {
  const hash = hashToken(token);
  const { rows } = await pool().query<Row>({ ...LOOKUP, values: [hash, now] });
  const [row] = rows;
  if (!row || !timingSafeEqual(Buffer.from(row.tokenHash), Buffer.from(hash))) return null;
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() >= WRITE_EVERY_MS)
    await writeLastUse(row.id, now, use);
  return { kind: "api_token", userId: row.userId, apiTokenId: row.id, scopes: row.scopes.filter(isApiScope) };
}

async function writeLastUse(id: string, now: Date, { address, app }: ApiTokenUse): Promise<void> {
  await pool().query({
    name: "note-api-token-use",
    text: 'UPDATE "ApiToken" SET "lastUsedAt" = $2, "lastUsedAddress" = $3, "lastUsedApp" = $4 WHERE "id" = $1',
    values: [id, now, address, app],
  });
}
