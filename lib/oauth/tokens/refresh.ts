import { DAY_MS, HOUR_MS } from "#lib/clock";
import { db, type Transaction } from "#lib/db/client";
import { rightsOf, type Scope, scopesWithin } from "#lib/keys/access/scopes";
import type { KnownClient } from "#lib/oauth/clients/client";
import { OAuthError } from "#lib/oauth/protocol/oauth-error";
import { wantedScopes } from "#lib/oauth/protocol/wanted-scopes";
import { endApp } from "#lib/oauth/tokens/end-app";
import { type IssuedTokens, issueTokens } from "#lib/oauth/tokens/issue-tokens";
import { REFRESH_TOKENS_MAX, REUSE_MS, SUCCESSORS_MAX } from "#lib/oauth/tokens/lifetimes";
import { lockApp } from "#lib/oauth/tokens/lock-app";
import { hashToken, isRefreshToken } from "#lib/secrets/token";

/** @param scope the parameter `scope`; undefined to keep all that the app may do */
export type Refresh = { refreshToken: string; scope: string | undefined; address: string | null };

const REFUSALS = {
  unknown: "The refresh token is unknown, or the app was disconnected. Sign in again from your client.",
  ended: "The app was disconnected, or its time is over. Sign in again from your client.",
  reused: "The refresh token was used again long after its first use, so the app was disconnected. Sign in again.",
} as const;
type Refused = keyof typeof REFUSALS | "tooMany";

const TOO_MANY = `The app has got ${REFRESH_TOKENS_MAX} refresh tokens in a day. Use each access token until it ends.`;
/** Some of the day's tokens are older by then, in seconds. */
const TOO_MANY_WAIT_SECONDS = HOUR_MS / 1_000;

/** What the screens show as the reason. */
const REUSED = "An old refresh token was used again, so it may have been stolen";

/**
 * Gives new tokens for a refresh token. The old one goes on answering for a while: clients ask twice at once, and lose
 * answers. When it comes again after that, a thief may have it, so the app ends.
 * @throws OAuthError invalid_grant; slow_down for an app that got too many tokens within a day
 */
export async function refresh(client: KnownClient, sent: Refresh, now: Date): Promise<IssuedTokens> {
  const outcome = isRefreshToken(sent.refreshToken)
    ? await db().$transaction((tx) => tryRefresh(tx, client, sent, now))
    : "unknown";
  if (outcome === "tooMany") throw new OAuthError("slow_down", TOO_MANY, TOO_MANY_WAIT_SECONDS);
  if (typeof outcome === "string") throw new OAuthError("invalid_grant", REFUSALS[outcome]);
  return outcome;
}

/** What a refusal changes must stay, so nothing is thrown here. */
async function tryRefresh(
  tx: Transaction,
  client: KnownClient,
  { refreshToken, scope, address }: Refresh,
  now: Date,
): Promise<IssuedTokens | Refused> {
  const tokenHash = hashToken(refreshToken);
  const found = await tx.oAuthRefreshToken.findUnique({ where: { tokenHash }, select: { keyId: true } });
  const app = found && (await lockApp(tx, found.keyId, now));
  // Read after the lock, so two refreshes at once follow each other.
  const row = app && (await tx.oAuthRefreshToken.findUnique({ where: { tokenHash } }));
  if (!app || !row || app.clientRowId !== client.rowId) return "unknown";
  if (!app.isLive) return "ended";
  if (!answersAgain(row, now)) {
    await endApp(tx, { kind: "system", id: null, at: now, address }, app, REUSED);
    return "reused";
  }
  if (await hasTooMany(tx, app.id, now)) return "tooMany";
  await tx.oAuthRefreshToken.update({
    where: { tokenHash },
    data: { usedAt: row.usedAt ?? now, successors: { increment: 1 } },
  });
  const owner = { keyId: app.id, lineId: row.lineId, expiresAt: app.expiresAt };
  const limit = narrower(app.scopes, scope);
  return issueTokens(tx, owner, { scopes: limit.length > 0 ? limit : app.scopes, limit, now });
}

/** Without this limit a thief could refresh until the used token is deleted by which the theft would be noticed. */
async function hasTooMany(tx: Transaction, keyId: string, now: Date): Promise<boolean> {
  const createdAt = { gt: new Date(now.getTime() - DAY_MS) };
  return (await tx.oAuthRefreshToken.count({ where: { keyId, createdAt } })) >= REFRESH_TOKENS_MAX;
}

function answersAgain({ usedAt, successors }: { usedAt: Date | null; successors: number }, now: Date): boolean {
  if (usedAt === null) return true;
  return now.getTime() - usedAt.getTime() <= REUSE_MS && successors < SUCCESSORS_MAX;
}

/**
 * The scopes to which a client limits its next access token (RFC 6749, section 6). A client that asks for more than the
 * app may do gets what the app may do, because many send the scopes of their first request again.
 * @returns the empty list for no limit
 */
function narrower(granted: readonly Scope[], scope: string | undefined): Scope[] {
  if (scope === undefined) return [];
  const wanted = wantedScopes(scope);
  const rights = rightsOf(granted);
  const within = scopesWithin(rights, wanted);
  const isNarrower = within.length === wanted.length && [...rights].some((right) => !rightsOf(wanted).has(right));
  return isNarrower ? within : [];
}
