import { type AuditActor, recordAuditEvents } from "#lib/audit/record";
import { revokeInvitations } from "#lib/auth/invitations/revoke";
import { lockToDisable } from "#lib/auth/locks";
import { hashPassword, requireStrongPassword } from "#lib/auth/passwords/password";
import { db } from "#lib/db/client";
import { AppError } from "#lib/errors";

/** A change that an operator makes to an account with `npm run user`. */
type Change = {
  action: "user.disabled" | "user.enabled" | "user.password_changed";
  data: { disabledAt?: Date | null; passwordHash?: string; sessionsValidFrom?: Date; keptSessionId?: null };
};

/**
 * Disables an account. Its sessions end, its keys are refused from their next request, and the invitations that this
 * person sent are revoked.
 * @throws AppError NOT_FOUND when no account has the email
 */
export function disableUser(email: string, now: Date): Promise<void> {
  return changeUser(email, now, { action: "user.disabled", data: { disabledAt: now, ...sessionsEndedAt(now) } });
}

/**
 * Enables a disabled account. It can sign in again, and its keys work again.
 * @throws AppError NOT_FOUND when no account has the email
 */
export function enableUser(email: string, now: Date): Promise<void> {
  return changeUser(email, now, { action: "user.enabled", data: { disabledAt: null } });
}

/**
 * Sets a new password for an account, and ends its sessions.
 * @throws AppError NOT_FOUND when no account has the email; INVALID_INPUT when the password is easy to guess
 */
export async function resetPassword(email: string, password: string, now: Date): Promise<void> {
  await requireStrongPassword("password", password, [email], null);
  const passwordHash = await hashPassword(password);
  await changeUser(email, now, { action: "user.password_changed", data: { passwordHash, ...sessionsEndedAt(now) } });
}

function sessionsEndedAt(now: Date) {
  return { sessionsValidFrom: now, keptSessionId: null };
}

async function changeUser(email: string, now: Date, { action, data }: Change): Promise<void> {
  await db().$transaction(async (transaction) => {
    const user = await transaction.user.findUnique({
      where: { email: email.toLowerCase() },
      select: { id: true, name: true, disabledAt: true },
    });
    if (!user) throw new AppError("NOT_FOUND", `No account has the email ${email}.`);
    const operator: AuditActor = { kind: "operator", id: null, at: now, address: null };
    if (data.disabledAt) {
      await lockToDisable(transaction, user.id);
      await revokeInvitations(transaction, operator, { invitedById: user.id });
    }
    await transaction.user.update({ where: { id: user.id }, data: { ...data, updatedAt: now } });
    const target = { type: "user", id: user.id, name: user.name } as const;
    const isAboutAccess = data.disabledAt !== undefined;
    const states = isAboutAccess && {
      before: { disabled: user.disabledAt !== null },
      after: { disabled: data.disabledAt !== null },
    };
    await recordAuditEvents(transaction, operator, [{ action, target, ...states }]);
  });
}
