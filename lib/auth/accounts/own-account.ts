import { recordAudit } from "#lib/audit/record";
import { requireOwnPassword } from "#lib/auth/passwords/check-password";
import { hashPassword, requireStrongPassword } from "#lib/auth/passwords/password";
import type { Caller } from "#lib/auth/principal";
import type { ChangePasswordInput, ProfileInput } from "#lib/auth/schema";
import { db } from "#lib/db/client";
import { AppError } from "#lib/errors";
import { ALLOWANCES } from "#lib/rate-limit/allowances";

/** Changes the caller's name, which the other members of their workspaces see. */
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
 * Changes the caller's password. Their other sessions end at the next request.
 * @throws AppError FORBIDDEN when the caller is not a person in a session; INVALID_INPUT when the current password is
 *   wrong or the new one is easy to guess; RATE_LIMITED after too many failures or changes
 */
export async function changePassword(caller: Caller, input: ChangePasswordInput): Promise<void> {
  const { principal, now } = caller;
  if (principal.kind !== "user") throw new AppError("FORBIDDEN", "Only a signed-in person can change a password.");
  const user = await db().user.findUniqueOrThrow({ where: { id: principal.userId } });
  await requireOwnPassword(caller, input.currentPassword, "currentPassword");
  await ALLOWANCES.passwordChanges.take({ person: user.id });
  await requireStrongPassword("newPassword", input.newPassword, [user.name, user.email], caller.address);
  const passwordHash = await hashPassword(input.newPassword, caller.address);
  const ended = { sessionsValidFrom: now, keptSessionId: principal.sessionId };
  await db().$transaction(async (transaction) => {
    await transaction.user.update({ where: { id: user.id }, data: { passwordHash, ...ended, updatedAt: now } });
    const target = { type: "user", id: user.id, name: user.name } as const;
    await recordAudit(transaction, caller, { action: "user.password_changed", target });
  });
}
