import { verifyPassword } from "#lib/auth/password";
import type { Caller } from "#lib/auth/principal";
import { countSignInAttempt, forgiveSignInAttempt } from "#lib/auth/sign-in-throttle";
import { HOUR_MS } from "#lib/clock";
import { db, type Transaction } from "#lib/db/client";
import { type AppError, invalidField } from "#lib/errors";

/** How long a sign-in is proof enough for what could do harm in somebody else's hands. */
const RECENT_MS = HOUR_MS;

/**
 * Whether the caller signed in within the last hour. A token for the API counts: whoever has it could make a new key with
 * all that it may grant, and to make the token itself took this proof.
 */
function signedInRecently({ principal, now }: Caller): boolean {
  if (principal.kind === "api_token") return true;
  const at = principal.kind === "user" ? principal.authenticatedAt : null;
  return at !== null && now.getTime() - at.getTime() <= RECENT_MS;
}

/**
 * Checks the caller's own password. Failures are throttled with those of signing in.
 * @param field the form's name for the password
 * @throws AppError INVALID_INPUT when it is wrong; RATE_LIMITED
 */
export async function requireOwnPassword(caller: Caller, password: string, field: string): Promise<void> {
  const user = await db().user.findUniqueOrThrow({
    where: { id: caller.principal.userId },
    select: { email: true, passwordHash: true },
  });
  const attempt = { email: user.email, address: caller.address ?? "unknown" };
  await countSignInAttempt(attempt);
  if (!(await verifyPassword(user.passwordHash, password))) {
    throw invalidField(field, "This is not your current password.");
  }
  await forgiveSignInAttempt(attempt);
}

/**
 * Whether it is surely the caller, who signed in within the last hour or gives the password. To be asked before anything
 * is locked: to check a password takes its time.
 * @throws AppError as `requireOwnPassword`, for the field `password`
 */
export async function hasProven(caller: Caller, password: string | undefined): Promise<boolean> {
  if (signedInRecently(caller)) return true;
  if (password) await requireOwnPassword(caller, password, "password");
  return Boolean(password);
}

/**
 * The error that asks whoever has not proven who they are for the password, or to sign in again where there is none.
 * @param what would happen, as a sentence without its end
 * @param next what is to be done after signing in
 */
export async function proofWanted(
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
