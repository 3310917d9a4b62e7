import { requireOwnPassword } from "#lib/auth/passwords/check-password";
import { type Grant, ORDINARY_KEY_DAYS, type ProofReason, reasonForProof } from "#lib/auth/passwords/proof-rule";
import type { Caller } from "#lib/auth/principal";
import { HOUR_MS } from "#lib/clock";
import type { Transaction } from "#lib/db/client";
import { invalidField } from "#lib/errors";

/** A sign-in within this time is enough proof. */
const RECENT_SIGN_IN_MS = HOUR_MS;

/**
 * Says whether the caller has proven who they are: they signed in within the last hour, or they enter their password.
 * Call this before anything is locked, because a check of a password takes some time.
 * @param password what the caller entered; undefined or empty when they were not asked
 * @throws AppError the errors of `requireOwnPassword`, for the field `password`
 */
export async function hasProvenIdentity(caller: Caller, password: string | undefined): Promise<boolean> {
  if (hasSignedInRecently(caller)) return true;
  if (password) await requireOwnPassword(caller, password, "password");
  return Boolean(password);
}

/**
 * An API token counts as a recent sign-in. Its owner proved who they are when they made it, and a caller with the token
 * can make a key with everything that it may grant anyway. Nobody is there to type a password.
 */
function hasSignedInRecently({ principal, now }: Caller): boolean {
  if (principal.kind === "api_token") return true;
  return isRecent(principal.kind === "user" ? principal.authenticatedAt : null, now);
}

/** Says whether a sign-in is recent enough to be a proof. @param at when it was; null when nobody signed in */
export function isRecent(at: Date | null, now: Date): boolean {
  return at !== null && now.getTime() - at.getTime() <= RECENT_SIGN_IN_MS;
}

/** What would happen, as the beginning of a sentence. */
const WHAT: Record<ProofReason, string> = {
  writes: "This can do more than read",
  long_lived: `This works for more than ${ORDINARY_KEY_DAYS} days`,
  longer: "The new key works for longer than the old one",
  wider: "This allows more than before",
  api_token: "A token still works after you sign out",
  role: "Owners and admins manage this workspace",
};

/**
 * Requires the proof if the grant needs one (`reasonForProof`). A caller without a password is asked to sign in again.
 * @param isProven the answer of `hasProvenIdentity`
 * @param next what the caller does after they signed in again, such as "create the key"
 * @throws AppError INVALID_INPUT with the field `password`, or `signIn` for an account without a password
 */
export async function requireProof(
  transaction: Transaction,
  caller: Caller,
  { isProven, grant, next }: { isProven: boolean; grant: Grant; next: string },
): Promise<void> {
  const reason = reasonForProof(grant);
  if (isProven || reason === null) return;
  const { passwordHash } = await transaction.user.findUniqueOrThrow({
    where: { id: caller.principal.userId },
    select: { passwordHash: true },
  });
  const why = `${WHAT[reason]}, and you signed in more than an hour ago.`;
  throw passwordHash === null
    ? invalidField("signIn", `${why} Sign in again, then ${next}.`)
    : invalidField("password", `${why} Enter your password to confirm it.`);
}
