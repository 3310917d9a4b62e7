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

/** The last use is written at most this often. */
const WRITE_EVERY_MS = MINUTE_MS;

/** Where a token is used from, for its last use. */
export type ApiTokenUse = { address: string; app: string | null };

/**
 * Finds out whom a token stands for at `now`: read anew for each request, so that a revocation holds from the next one on.
 * @returns null when there is no such token, or it, or its owner's account, has ended; which of them is not told
 */
export async function authenticateApiToken(token: string, now: Date, use: ApiTokenUse): Promise<ApiPrincipal | null> {
  const hash = hashToken(token);
  const { rows } = await pool().query<Row>({ ...LOOKUP, values: [hash, now] });
  const [row] = rows;
  if (!row || !timingSafeEqual(Buffer.from(row.tokenHash), Buffer.from(hash))) return null;
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() >= WRITE_EVERY_MS) await noteUse(row.id, now, use);
  return { kind: "api_token", userId: row.userId, apiTokenId: row.id, scopes: row.scopes.filter(isApiScope) };
}

async function noteUse(id: string, now: Date, { address, app }: ApiTokenUse): Promise<void> {
  await pool().query({
    name: "note-api-token-use",
    text: 'UPDATE "ApiToken" SET "lastUsedAt" = $2, "lastUsedAddress" = $3, "lastUsedApp" = $4 WHERE "id" = $1',
    values: [id, now, address, app],
  });
}
