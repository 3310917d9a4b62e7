import { recordAudit } from "#lib/audit/record";
import { requireOwnPassword } from "#lib/auth/own-password";
import { hashPassword, refuseGuessable, verifyPassword } from "#lib/auth/password";
import type { Caller } from "#lib/auth/principal";
import type { ChangePasswordInput, NewAccountInput, ProfileInput } from "#lib/auth/schema";
import { countSignInAttempt, forgiveSignInAttempt } from "#lib/auth/sign-in-throttle";
import { db, isUniqueViolation, type Transaction } from "#lib/db/client";
import { env } from "#lib/env";
import { AppError, invalidField, notFound } from "#lib/errors";
import { newId } from "#lib/ids";

/** Where an account that is being made comes from; it becomes the actor of its own first audit event. */
export type Newcomer = { now: Date; address: string | null };

/**
 * Makes a user inside `transaction`. Whether anybody may do so is the caller's rule.
 * @param passwordHash null for accounts that sign in with a provider only
 * @throws AppError INVALID_INPUT when the email is taken
 */
export async function insertUser(
  transaction: Transaction,
  newcomer: Newcomer,
  account: { name: string; email: string; passwordHash: string | null },
): Promise<Caller> {
  const id = newId("usr");
  const { now } = newcomer;
  try {
    await transaction.user.create({ data: { id, ...account, sessionsValidFrom: now, createdAt: now, updatedAt: now } });
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
 * Makes an account without a workspace, where the settings allow it (`SIGN_UP=open`).
 * @throws AppError NOT_FOUND when sign-up is by invitation; INVALID_INPUT
 */
export async function signUp(newcomer: Newcomer, input: NewAccountInput): Promise<{ userId: string }> {
  if (env().SIGN_UP !== "open") throw notFound("page");
  refuseGuessable("password", input.password, [input.name, input.email]);
  const passwordHash = await hashPassword(input.password);
  const { name, email } = input;
  const caller = await db().$transaction((transaction) =>
    insertUser(transaction, newcomer, { name, email, passwordHash }),
  );
  return { userId: caller.principal.userId };
}

/**
 * Checks an email and a password. Failures are throttled per account and address.
 * @returns the user, or null when they do not belong together or the account is disabled
 * @throws AppError RATE_LIMITED
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

/** Changes what others see of the caller. */
export async function updateProfile(caller: Caller, input: ProfileInput): Promise<void> {
  const { userId } = caller.principal;
  await db().$transaction(async (transaction) => {
    const where = { id: userId };
    const { name } = await transaction.user.findUniqueOrThrow({ where, select: { name: true } });
    if (name === input.name) return;
    await transaction.user.update({ where, data: { name: input.name, updatedAt: caller.now } });
    await recordAudit(transaction, caller, {
      action: "user.updated",
      target: { type: "user", id: userId, name },
      before: { name },
      after: { name: input.name },
    });
  });
}

/**
 * Changes the caller's password; their other sessions end at the next request.
 * @throws AppError INVALID_INPUT when the current password is wrong or the new one is easy to guess; RATE_LIMITED
 */
export async function changePassword(caller: Caller, input: ChangePasswordInput): Promise<void> {
  const { principal, now } = caller;
  if (principal.kind !== "user") throw new AppError("FORBIDDEN", "Only a signed-in person can change a password.");
  const user = await db().user.findUniqueOrThrow({ where: { id: principal.userId } });
  await requireOwnPassword(caller, input.currentPassword, "currentPassword");
  refuseGuessable("newPassword", input.newPassword, [user.name, user.email]);
  const passwordHash = await hashPassword(input.newPassword);
  const ended = { sessionsValidFrom: now, keptSessionId: principal.sessionId };
  await db().$transaction(async (transaction) => {
    await transaction.user.update({ where: { id: user.id }, data: { passwordHash, ...ended, updatedAt: now } });
    const target = { type: "user", id: user.id, name: user.name } as const;
    await recordAudit(transaction, caller, { action: "user.password_changed", target });
  });
}
