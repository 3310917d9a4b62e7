import { type EndedCredentials, endCredentials } from "#lib/api-tokens/own-credentials";
import type { ChangePasswordAndCredentialsInput } from "#lib/api-tokens/schema";
import { actorOf } from "#lib/audit/record";
import { resetPassword } from "#lib/auth/accounts/administration";
import { changePassword } from "#lib/auth/accounts/change-password";
import type { Caller } from "#lib/auth/principal";

/**
 * Changes the caller's password, and in the same transaction ends their API tokens and keys if they want it.
 * @throws AppError the errors of `changePassword`
 */
export function changePasswordAndCredentials(caller: Caller, input: ChangePasswordAndCredentialsInput): Promise<void> {
  const { endApiTokens, revokeKeys, ...passwords } = input;
  const chosen = { apiTokens: endApiTokens, keys: revokeKeys };
  return changePassword(caller, passwords, (tx) =>
    endCredentials(tx, actorOf(caller), caller.principal.userId, chosen),
  );
}

/**
 * Sets a new password for an account as an operator, and in the same transaction ends its API tokens and keys if the
 * operator wants it.
 * @throws AppError the errors of `resetPassword`
 */
export function resetPasswordAndCredentials(
  email: string,
  password: string,
  now: Date,
  chosen: EndedCredentials,
): Promise<void> {
  return resetPassword(email, password, now, (tx, operator, userId) => endCredentials(tx, operator, userId, chosen));
}
