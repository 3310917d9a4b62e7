import { Prisma, type Transaction } from "#lib/db/client";
import type { Scope } from "#lib/keys/access/scopes";
import { ACCESS_TOKEN_MS, ACCESS_TOKENS_MAX, REFRESH_TOKENS_MAX } from "#lib/oauth/tokens/lifetimes";
import { ACCESS_TOKEN_PREFIX, generateToken, hashToken, REFRESH_TOKEN_PREFIX } from "#lib/secrets/token";

/** The tokens that a client gets, once. */
export type IssuedTokens = {
  accessToken: string;
  refreshToken: string;
  /** Until the access token ends, in seconds. */
  expiresInSeconds: number;
  scopes: readonly Scope[];
};

/** An app for which tokens are issued. It is locked. */
export type TokenOwner = { keyId: string; lineId: string; expiresAt: Date | null };

/**
 * Issues an access token and a refresh token for an app. The app must be locked, so that a disconnection at the same
 * time either comes first or ends these tokens too.
 * @param limit the scopes to which the client limits the access token; empty for all that the app may do
 */
export async function issueTokens(
  tx: Transaction,
  { keyId, lineId, expiresAt }: TokenOwner,
  { scopes, limit, now }: { scopes: readonly Scope[]; limit: readonly Scope[]; now: Date },
): Promise<IssuedTokens> {
  const accessToken = generateToken(ACCESS_TOKEN_PREFIX);
  const refreshToken = generateToken(REFRESH_TOKEN_PREFIX);
  const lifetimeMs = Math.min(ACCESS_TOKEN_MS, expiresAt ? expiresAt.getTime() - now.getTime() : ACCESS_TOKEN_MS);
  const end = new Date(now.getTime() + lifetimeMs);
  const shared = { keyId, lineId, createdAt: now };
  await tx.oAuthAccessToken.create({
    data: { ...shared, tokenHash: hashToken(accessToken), scopes: [...limit], expiresAt: end },
  });
  await tx.oAuthRefreshToken.create({ data: { ...shared, tokenHash: hashToken(refreshToken) } });
  await deleteOldest(tx, keyId, now);
  return { accessToken, refreshToken, expiresInSeconds: Math.floor(lifetimeMs / 1000), scopes };
}

/**
 * Keeps the rows of one app bounded: a client may ask for tokens as often as it likes. Refresh tokens that were not used
 * yet go last, because a client still holds them.
 */
async function deleteOldest(tx: Transaction, keyId: string, now: Date): Promise<void> {
  await tx.oAuthAccessToken.deleteMany({ where: { keyId, expiresAt: { lte: now } } });
  await tx.$executeRaw(Prisma.sql`
    DELETE FROM "OAuthAccessToken" WHERE "tokenHash" IN (
      SELECT "tokenHash" FROM "OAuthAccessToken" WHERE "keyId" = ${keyId}
       ORDER BY "createdAt" DESC OFFSET ${ACCESS_TOKENS_MAX})`);
  await tx.$executeRaw(Prisma.sql`
    DELETE FROM "OAuthRefreshToken" WHERE "tokenHash" IN (
      SELECT "tokenHash" FROM "OAuthRefreshToken" WHERE "keyId" = ${keyId}
       ORDER BY "usedAt" IS NULL DESC, "createdAt" DESC OFFSET ${REFRESH_TOKENS_MAX})`);
}
