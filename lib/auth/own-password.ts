import { verifyPassword } from "#lib/auth/password";
import type { Caller } from "#lib/auth/principal";
import { countSignInAttempt, forgiveSignInAttempt } from "#lib/auth/sign-in-throttle";
import { HOUR_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { invalidField } from "#lib/errors";

/** How long a sign-in is proof enough for what could do harm in somebody else's hands. */
const RECENT_MS = HOUR_MS;

/**
 * Whether the caller signed in within the last hour. A token for the API counts: whoever has it could make a new key with
 * all that it may grant.
 */
export function signedInRecently({ principal, now }: Caller): boolean {
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
