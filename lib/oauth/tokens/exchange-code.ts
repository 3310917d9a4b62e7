import { db, type Transaction } from "#lib/db/client";
import type { KnownClient } from "#lib/oauth/clients/client";
import { OAuthError } from "#lib/oauth/protocol/oauth-error";
import { answersChallenge } from "#lib/oauth/protocol/pkce";
import { forgetTokens } from "#lib/oauth/tokens/end-app";
import { type IssuedTokens, issueTokens } from "#lib/oauth/tokens/issue-tokens";
import { CODE_RETRY_MS } from "#lib/oauth/tokens/lifetimes";
import { lockApp } from "#lib/oauth/tokens/lock-app";
import { hashToken, isAuthorizationCode } from "#lib/secrets/token";

/** What a client sends to exchange a code (RFC 6749, section 4.1.3; RFC 7636, section 4.5). */
export type CodeExchange = { code: string; redirectUri: string | null; verifier: string };

/** The sentences that clients show. None of them says whose code it was. */
const REFUSALS = {
  unknown: "The authorization code is unknown or has expired. Sign in again from your client.",
  used: "The authorization code was used already. Sign in again from your client.",
  redirect: "The redirect_uri is not the one that the code was sent to.",
  verifier: "The code_verifier does not belong to the code_challenge.",
  ended: "The app was disconnected. Sign in again from your client.",
} as const;
type Refused = keyof typeof REFUSALS;

/**
 * Exchanges an authorization code for tokens, once. A code that comes again some time later may have been stolen, so the
 * tokens that it gave are deleted (RFC 6749, section 4.1.2).
 * @throws OAuthError invalid_grant
 */
export async function exchangeCode(client: KnownClient, sent: CodeExchange, now: Date): Promise<IssuedTokens> {
  const outcome = isAuthorizationCode(sent.code)
    ? await db().$transaction((tx) => tryExchange(tx, client, sent, now))
    : "unknown";
  if (typeof outcome === "string") throw new OAuthError("invalid_grant", REFUSALS[outcome]);
  return outcome;
}

/** What a refusal changes must stay, so nothing is thrown here. */
async function tryExchange(
  tx: Transaction,
  client: KnownClient,
  { code, redirectUri, verifier }: CodeExchange,
  now: Date,
): Promise<IssuedTokens | Refused> {
  const codeHash = hashToken(code);
  const found = await tx.oAuthCode.findUnique({ where: { codeHash }, select: { keyId: true } });
  const app = found && (await lockApp(tx, found.keyId, now));
  // The lock of the app comes first, so exchanges of one code follow each other and see what the last one did.
  const row = app && (await tx.oAuthCode.findUnique({ where: { codeHash } }));
  if (!app || !row || app.clientRowId !== client.rowId) return "unknown";
  const { lineId, usedAt, expiresAt, challenge } = row;
  if (usedAt) {
    if (now.getTime() - usedAt.getTime() > CODE_RETRY_MS) await forgetTokens(tx, { keyId: app.id, lineId });
    return "used";
  }
  if (expiresAt <= now) return "unknown";
  if (redirectUri !== null && redirectUri !== row.redirectUri) return "redirect";
  if (!answersChallenge(verifier, challenge)) return "verifier";
  if (!app.isLive) return "ended";
  await tx.oAuthCode.update({ where: { codeHash }, data: { usedAt: now } });
  const owner = { keyId: app.id, lineId, expiresAt: app.expiresAt };
  return issueTokens(tx, owner, { scopes: app.scopes, limit: [], now });
}
