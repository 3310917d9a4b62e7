import { verifyPassword } from "#lib/auth/passwords/password";
import { countSignInAttempt, forgiveSignInAttempt } from "#lib/auth/passwords/sign-in-throttle";
import type { Caller, VerifiedUser } from "#lib/auth/principal";
import { HOUR_MS } from "#lib/clock";
import { db, type Transaction } from "#lib/db/client";
import { type AppError, invalidField } from "#lib/errors";

/** A sign-in within this time is enough proof for an action that could do harm. */
const RECENT_SIGN_IN_MS = HOUR_MS;

/**
 * Checks an email and a password. Failures are throttled by account and address.
 * @returns the user, with the version of the password that was verified; null when the password is wrong, the email has no account, or the account is disabled
 * @throws AppError RATE_LIMITED after too many failures
 */
export async function checkCredentials(
  input: { email: string; password: string },
  address: string,
): Promise<VerifiedUser | null> {
  const attempt = { email: input.email, address };
  await countSignInAttempt(attempt);
  const user = await db().user.findUnique({
    where: { email: input.email },
    select: { id: true, passwordHash: true, disabledAt: true, credentialVersion: true },
  });
  const matches = await verifyPassword(user?.passwordHash, input.password);
  if (!user || !matches || user.disabledAt) return null;
  await forgiveSignInAttempt(attempt);
  return { id: user.id, credentialVersion: user.credentialVersion };
}

/**
 * Checks the caller's own password. Failures are throttled together with failed sign-ins.
 * @param field the name of the password field in the form
 * @returns the caller, with the version of the password that was verified
 * @throws AppError INVALID_INPUT when the password is wrong; RATE_LIMITED after too many failures
 */
export async function requireOwnPassword(caller: Caller, password: string, field: string): Promise<VerifiedUser> {
  const user = await db().user.findUniqueOrThrow({
    where: { id: caller.principal.userId },
    select: { id: true, email: true, passwordHash: true, credentialVersion: true },
  });
  const attempt = { email: user.email, address: caller.address ?? "unknown" };
  await countSignInAttempt(attempt);
  if (!(await verifyPassword(user.passwordHash, password))) {
    throw invalidField(field, "This is not your current password.");
  }
  await forgiveSignInAttempt(attempt);
  return { id: user.id, credentialVersion: user.credentialVersion };
}

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
 * can make a key with everything that it may grant anyway.
 */
function hasSignedInRecently({ principal, now }: Caller): boolean {
  if (principal.kind === "api_token") return true;
  const at = principal.kind === "user" ? principal.authenticatedAt : null;
  return at !== null && now.getTime() - at.getTime() <= RECENT_SIGN_IN_MS;
}

/**
 * Makes the error that asks the caller for their password. A caller without a password is asked to sign in again.
 * @param what what would happen, as a sentence without the full stop
 * @param next what the caller does after they signed in again, such as "create the key"
 */
export async function proofRequiredError(
  caller: Caller,
  { what, next }: { what: string; next: string },
  transaction: Transaction = db(),
): Promise<AppError> {
  const { passwordHash } = await transaction.user.findUniqueOrThrow({
    where: { id: caller.principal.userId },
    select: { passwordHash: true },
  });
  const reason = `${what}, and you signed in more than an hour ago.`;
  return passwordHash === null
    ? invalidField("signIn", `${reason} Sign in again, then ${next}.`)
    : invalidField("password", `${reason} Enter your password to confirm it.`);
}
