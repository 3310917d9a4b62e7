import { verifyPassword } from "#lib/auth/passwords/password";
import {
  type CountedAttempt,
  countProof,
  countSignIn,
  forgiveAttempt,
  undoAttempt,
} from "#lib/auth/passwords/sign-in-throttle";
import type { Caller, Principal, VerifiedUser } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { invalidField } from "#lib/errors";

/**
 * Checks an email and a password. Failures are throttled by account and network; a browser that has signed in to this
 * account before is throttled for itself alone.
 * @param knownDevice the id that `knownDevice` read from the browser's cookie; null for any other browser
 * @returns the user, with the version of the password that was verified; null when the password is wrong, the email has
 *   no account, or the account is disabled
 * @throws AppError RATE_LIMITED after too many failures
 */
export async function checkCredentials(
  input: { email: string; password: string },
  address: string,
  knownDevice: string | null = null,
): Promise<VerifiedUser | null> {
  const attempt = await countSignIn({ email: input.email, address, knownDevice });
  const user = await db().user.findUnique({
    where: { email: input.email },
    select: { id: true, passwordHash: true, disabledAt: true, credentialVersion: true },
  });
  const matches = await checkOrUndo(attempt, verifyPassword(user?.passwordHash, input.password, address));
  if (!user || !matches || user.disabledAt) return null;
  await forgiveAttempt(attempt);
  return { id: user.id, credentialVersion: user.credentialVersion };
}

/**
 * Checks the caller's own password. Failures are throttled by session, so failures elsewhere do not keep the caller out.
 * @param field the name of the password field in the form
 * @returns the caller, with the version of the password that was verified
 * @throws AppError INVALID_INPUT when the password is wrong; RATE_LIMITED after too many failures
 */
export async function requireOwnPassword(caller: Caller, password: string, field: string): Promise<VerifiedUser> {
  const user = await db().user.findUniqueOrThrow({
    where: { id: caller.principal.userId },
    select: { id: true, passwordHash: true, credentialVersion: true },
  });
  const attempt = await countProof(credentialOf(caller.principal));
  if (!(await checkOrUndo(attempt, verifyPassword(user.passwordHash, password, caller.address)))) {
    throw invalidField(field, "This is not your current password.");
  }
  await forgiveAttempt(attempt);
  return { id: user.id, credentialVersion: user.credentialVersion };
}

/** Waits for a check. A password that could not be checked is no failed attempt. */
async function checkOrUndo(attempt: CountedAttempt, check: Promise<boolean>): Promise<boolean> {
  try {
    return await check;
  } catch (error) {
    await undoAttempt(attempt);
    throw error;
  }
}

/** The id of the credential with which a person acts. */
function credentialOf(principal: Principal): string {
  if (principal.kind === "user") return `${principal.userId} ${principal.sessionId}`;
  return principal.kind === "key" ? principal.keyId : principal.apiTokenId;
}
