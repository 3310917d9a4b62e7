import { verifyPassword } from "#lib/auth/passwords/password";
import { countSignInAttempt, forgiveSignInAttempt } from "#lib/auth/passwords/sign-in-throttle";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { invalidField } from "#lib/errors";

/**
 * Checks an email and a password. Failures are throttled by account and address.
 * @returns the user; null when the password is wrong, the email has no account, or the account is disabled
 * @throws AppError RATE_LIMITED after too many failures
 */
export async function checkCredentials(
  input: { email: string; password: string },
  address: string,
): Promise<{ id: string } | null> {
  const attempt = { email: input.email, address };
  await countSignInAttempt(attempt);
  const user = await db().user.findUnique({
    where: { email: input.email },
    select: { id: true, passwordHash: true, disabledAt: true },
  });
  const matches = await verifyPassword(user?.passwordHash, input.password);
  if (!user || !matches || user.disabledAt) return null;
  await forgiveSignInAttempt(attempt);
  return { id: user.id };
}

/**
 * Checks the caller's own password. Failures are throttled together with failed sign-ins.
 * @param field the name of the password field in the form
 * @throws AppError INVALID_INPUT when the password is wrong; RATE_LIMITED after too many failures
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
