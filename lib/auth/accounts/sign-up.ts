import { recordAudit } from "#lib/audit/record";
import { hashPassword, requireStrongPassword } from "#lib/auth/passwords/password";
import type { Caller } from "#lib/auth/principal";
import type { NewAccountInput } from "#lib/auth/schema";
import { db, isUniqueViolation, type Transaction } from "#lib/db/client";
import { env } from "#lib/env";
import { invalidField, notFound } from "#lib/errors";
import { newId } from "#lib/ids";

/** The time and the address of a request by somebody without an account. The new account is its own first actor. */
export type Newcomer = { now: Date; address: string | null };

/**
 * Creates a user inside `transaction`. It does not check whether this person may have an account.
 * @param account.passwordHash null for an account that only signs in with a provider
 * @returns the new user as a caller
 * @throws AppError INVALID_INPUT when the email has an account already
 */
export async function insertUser(
  transaction: Transaction,
  newcomer: Newcomer,
  account: { name: string; email: string; passwordHash: string | null },
): Promise<Caller> {
  const id = newId("usr");
  const { now } = newcomer;
  try {
    await transaction.user.create({ data: { id, ...account, createdAt: now, updatedAt: now } });
  } catch (error) {
    if (isUniqueViolation(error)) throw invalidField("email", "This email has an account already. Sign in instead.");
    throw error;
  }
  const caller: Caller = {
    principal: { kind: "user", userId: id, sessionId: "sign-up", authenticatedAt: null },
    ...newcomer,
  };
  const { name, email } = account;
  const target = { type: "user", id, name } as const;
  await recordAudit(transaction, caller, { action: "user.created", target, after: { name, email } });
  return caller;
}

/**
 * Creates an account without a workspace. This works only with `SIGN_UP=open`.
 * @throws AppError NOT_FOUND when accounts need an invitation; INVALID_INPUT when the email has an account already or
 *   the password is easy to guess
 */
export async function signUp(newcomer: Newcomer, input: NewAccountInput): Promise<{ userId: string }> {
  if (env().SIGN_UP !== "open") throw notFound("page");
  requireStrongPassword("password", input.password, [input.name, input.email]);
  const passwordHash = await hashPassword(input.password);
  const { name, email } = input;
  const caller = await db().$transaction((transaction) =>
    insertUser(transaction, newcomer, { name, email, passwordHash }),
  );
  return { userId: caller.principal.userId };
}
