import type { ApiTokenView, CreatedApiToken } from "#lib/api-tokens/dto";
import { USABLE_TOKENS_MAX } from "#lib/api-tokens/limits";
import type { CreateApiTokenInput, RevokeApiTokenInput } from "#lib/api-tokens/schema";
import { API_TOKEN_COLUMNS, apiTokenView } from "#lib/api-tokens/view";
import { recordAudit } from "#lib/audit/record";
import { lockPerson } from "#lib/auth/locks";
import { hasProvenIdentity, requireProof } from "#lib/auth/passwords/proof";
import type { Caller } from "#lib/auth/principal";
import { requireLiveCredential } from "#lib/auth/sessions/require-live-credential";
import { addDays } from "#lib/clock";
import { db, type Transaction } from "#lib/db/client";
import { AppError, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { usableAt } from "#lib/keys/lists/filters";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { API_TOKEN_PREFIX, generateToken, hashToken } from "#lib/secrets/token";
import { tokenEnds } from "#lib/secrets/token-mask";

/**
 * Creates a personal API token. The result is the only place where the token ever appears. The caller must have signed in
 * within the last hour or give the password, because a token may do things for which a session needs the password.
 * @throws AppError FORBIDDEN unless a person in a session calls; CONFLICT when they have `USABLE_TOKENS_MAX` already;
 *   INVALID_INPUT with the field `password` when it is wrong or missing, with `signIn` when an account without a
 *   password has to sign in again; UNAUTHENTICATED when the session has ended meanwhile; RATE_LIMITED
 */
export async function createApiToken(caller: Caller, input: CreateApiTokenInput): Promise<CreatedApiToken> {
  const userId = requireSession(caller);
  const isProven = await hasProvenIdentity(caller, input.password);
  await requireProof(db(), caller, { isProven, grant: { kind: "api_token" }, next: "create it" });
  await ALLOWANCES.newApiTokens.take({ person: userId });
  const token = generateToken(API_TOKEN_PREFIX);
  return db().$transaction(async (tx) => {
    await requireTokenLimit(tx, userId, caller.now);
    await requireLiveCredential(tx, caller);
    const { name, scopes } = input;
    const expiresAt = addDays(caller.now, input.expiresInDays);
    const row = await tx.apiToken.create({
      data: {
        id: newId("pat"),
        userId,
        name,
        scopes,
        tokenHash: hashToken(token),
        ...tokenEnds(token),
        createdAt: caller.now,
        expiresAt,
      },
      select: API_TOKEN_COLUMNS,
    });
    const target = { type: "api_token", id: row.id, name } as const;
    await recordAudit(tx, caller, {
      action: "api_token.created",
      target,
      after: { scopes, expiresAt: expiresAt.toISOString() },
    });
    return { apiToken: apiTokenView(row, caller.now), token };
  });
}

/**
 * Revokes a token of the caller for good. Revoking it again changes nothing and has the same result.
 * @throws AppError NOT_FOUND for a token of somebody else; FORBIDDEN unless a person in a session calls
 */
export async function revokeApiToken(caller: Caller, { apiTokenId: id }: RevokeApiTokenInput): Promise<ApiTokenView> {
  const userId = requireSession(caller);
  return db().$transaction(async (tx) => {
    const { count } = await tx.apiToken.updateMany({
      where: { id, userId, revokedAt: null },
      data: { revokedAt: caller.now },
    });
    const row = await tx.apiToken.findFirst({ where: { id, userId }, select: API_TOKEN_COLUMNS });
    if (!row) throw notFound("API token");
    const target = { type: "api_token", id, name: row.name } as const;
    if (count > 0) await recordAudit(tx, caller, { action: "api_token.revoked", target });
    return apiTokenView(row, caller.now);
  });
}

/** Requires a person in a session. A token that could create tokens would survive its own revocation in them. */
function requireSession({ principal }: Caller): string {
  if (principal.kind === "user") return principal.userId;
  throw new AppError(
    "FORBIDDEN",
    "API tokens can only be created and revoked in the dashboard. Sign in there to do this.",
  );
}

/** Requires that a person may have one more usable token. @throws AppError CONFLICT; NOT_FOUND for a disabled account */
async function requireTokenLimit(tx: Transaction, userId: string, now: Date): Promise<void> {
  // The lock makes two creations at the same time wait for each other, so that each counts the other one.
  await lockPerson(tx, userId);
  const usable = await tx.apiToken.count({ where: { ...usableAt(now), userId } });
  if (usable < USABLE_TOKENS_MAX) return;
  throw new AppError(
    "CONFLICT",
    `You have ${usable} API tokens, which is the maximum. First revoke a token that you no longer need.`,
  );
}
