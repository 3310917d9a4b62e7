import { recordAudit } from "#lib/audit/record";
import { requireOwnPassword } from "#lib/auth/passwords/check-password";
import { hashPassword, requireStrongPassword } from "#lib/auth/passwords/password";
import type { Caller, VerifiedUser } from "#lib/auth/principal";
import type { ChangePasswordInput } from "#lib/auth/schema";
import { db, type Transaction } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { ALLOWANCES } from "#lib/rate-limit/allowances";

/** More writes in the transaction of a change of a password. */
export type AlongsideChange = (transaction: Transaction) => Promise<void>;

/** Many keys may end with the password, each with audit events in several workspaces. */
export const CHANGE_TIMEOUT_MS = 30_000;

/**
 * Changes the caller's password. Their other sessions end at the next request, and so do sessions for which the old
 * password was verified while this runs.
 * @throws AppError FORBIDDEN when the caller is not a person in a session; INVALID_INPUT when the current password is
 *   wrong or the new one is easy to guess; CONFLICT when the password or the account changed in the meantime;
 *   RATE_LIMITED after too many failures or changes
 */
export async function changePassword(
  caller: Caller,
  input: ChangePasswordInput,
  alongside: AlongsideChange = async () => {},
): Promise<void> {
  const { principal } = caller;
  if (principal.kind !== "user") throw new AppError("FORBIDDEN", "Only a signed-in person can change a password.");
  const user = await db().user.findUniqueOrThrow({ where: { id: principal.userId } });
  const verified = await requireOwnPassword(caller, input.currentPassword, "currentPassword");
  await ALLOWANCES.passwordChanges.take({ person: user.id });
  await requireStrongPassword("newPassword", input.newPassword, [user.name, user.email], caller.address);
  const passwordHash = await hashPassword(input.newPassword, caller.address);
  await db().$transaction(
    async (transaction) => {
      await replaceCredential(transaction, verified, { passwordHash, updatedAt: caller.now });
      await keepSession(transaction, verified, principal.sessionId);
      const target = { type: "user", id: user.id, name: user.name } as const;
      await recordAudit(transaction, caller, { action: "user.password_changed", target });
      await alongside(transaction);
    },
    { timeout: CHANGE_TIMEOUT_MS },
  );
}

/** Writes the new password, unless the password that was verified is no longer the current one. */
async function replaceCredential(
  transaction: Transaction,
  { id, credentialVersion }: VerifiedUser,
  data: { passwordHash: string; updatedAt: Date },
): Promise<void> {
  const { count } = await transaction.user.updateMany({
    where: { id, credentialVersion },
    data: { ...data, credentialVersion: { increment: 1 } },
  });
  if (count > 0) return;
  throw new AppError(
    "CONFLICT",
    "Your password was changed elsewhere at the same time. Sign in with the new password, then change it again.",
  );
}

/** Deletes all sessions but one, which goes on with the new password. */
async function keepSession(
  transaction: Transaction,
  { id: userId, credentialVersion }: VerifiedUser,
  sessionId: string,
): Promise<void> {
  await transaction.session.deleteMany({ where: { userId, id: { not: sessionId } } });
  await transaction.session.updateMany({
    where: { id: sessionId, userId, credentialVersion },
    data: { credentialVersion: credentialVersion + 1 },
  });
}
