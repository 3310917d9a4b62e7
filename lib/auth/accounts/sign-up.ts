import { recordAudit } from "#lib/audit/record";
import { hashPassword, requireStrongPassword } from "#lib/auth/passwords/password";
import type { Caller } from "#lib/auth/principal";
import type { NewAccountInput } from "#lib/auth/schema";
import { db, isUniqueViolation, type Transaction } from "#lib/db/client";
import { env } from "#lib/env";
import { invalidField, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { networkOf } from "#lib/rate-limit/network";

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
 * Counts a new account for the network that makes it. An attempt with an email that has an account counts too, so this
 * also limits how fast somebody can ask which emails have accounts (decision 34).
 * @throws AppError RATE_LIMITED
 */
export async function takeNewAccount(newcomer: Newcomer): Promise<void> {
  await ALLOWANCES.newAccounts.take(networkOfNewcomer(newcomer));
}

/** Counts a new account like `takeNewAccount`, for a sign-in through a provider, which has a refusal of its own. */
export function allowsNewAccount(newcomer: Newcomer): Promise<boolean> {
  return ALLOWANCES.newAccounts.allows(networkOfNewcomer(newcomer));
}

function networkOfNewcomer({ address }: Newcomer): { network: string } {
  return { network: networkOf(address ?? "unknown") };
}

/**
 * Creates an account without a workspace. This works only with `SIGN_UP=open`.
 * @throws AppError NOT_FOUND when accounts need an invitation; INVALID_INPUT when the email has an account already or
 *   the password is easy to guess; RATE_LIMITED above the limits of the caller's network
 */
export async function signUp(newcomer: Newcomer, input: NewAccountInput): Promise<{ userId: string }> {
  if (env().SIGN_UP !== "open") throw notFound("page");
  const { name, email } = input;
  const { address } = newcomer;
  await requireStrongPassword("password", input.password, [name, email], address);
  await takeNewAccount(newcomer);
  const passwordHash = await hashPassword(input.password, address);
  const caller = await db().$transaction((transaction) =>
    insertUser(transaction, newcomer, { name, email, passwordHash }),
  );
  return { userId: caller.principal.userId };
}
