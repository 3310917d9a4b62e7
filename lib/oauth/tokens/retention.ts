import type { Repeating } from "#lib/background/repeating";
import { deleteInSteps, startRetention } from "#lib/background/retention";
import { type Clock, DAY_MS } from "#lib/clock";
import { db } from "#lib/db/client";

/** A refresh token that was used is kept this long, so that its reuse is noticed, in milliseconds. */
const USED_TOKENS_MS = 30 * DAY_MS;
/** What belongs to an app that has ended is kept this long, in milliseconds: its client still reads a clear refusal. */
const OF_ENDED_APPS_MS = DAY_MS;

/** Starts the retention: about every hour it deletes codes and tokens that no longer count. */
export function startTokenRetention(clock: Clock): Repeating {
  return startRetention(clock, "Old tokens of connected apps", deleteOldTokens);
}

/**
 * Deletes access tokens and codes that have expired at `now`, refresh tokens that were used long ago, and all tokens of
 * apps that have ended. It skips rows that another replica is deleting.
 * @returns how many rows were deleted
 */
export async function deleteOldTokens(now: Date): Promise<number> {
  const usedBefore = new Date(now.getTime() - USED_TOKENS_MS);
  const endedBefore = new Date(now.getTime() - OF_ENDED_APPS_MS);
  const accessTokens = await deleteInSteps(
    (most) => db().$executeRaw`
      DELETE FROM "OAuthAccessToken" WHERE "tokenHash" IN (
        SELECT "tokenHash" FROM "OAuthAccessToken" WHERE "expiresAt" <= ${now}
         ORDER BY "expiresAt" LIMIT ${most} FOR UPDATE SKIP LOCKED)`,
  );
  const codes = await deleteInSteps(
    (most) => db().$executeRaw`
      DELETE FROM "OAuthCode" WHERE "codeHash" IN (
        SELECT "codeHash" FROM "OAuthCode" WHERE "expiresAt" <= ${endedBefore}
         ORDER BY "expiresAt" LIMIT ${most} FOR UPDATE SKIP LOCKED)`,
  );
  const refreshTokens = await deleteInSteps(
    (most) => db().$executeRaw`
      DELETE FROM "OAuthRefreshToken" WHERE "tokenHash" IN (
        SELECT token."tokenHash" FROM "OAuthRefreshToken" token JOIN "Key" app ON app.id = token."keyId"
         WHERE token."usedAt" <= ${usedBefore} OR app."revokedAt" <= ${endedBefore} OR app."expiresAt" <= ${endedBefore}
         LIMIT ${most} FOR UPDATE OF token SKIP LOCKED)`,
  );
  return accessTokens + codes + refreshTokens;
}
