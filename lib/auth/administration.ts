import { type AuditActor, recordAuditEvents } from "#lib/audit/record";
import { hashPassword, refuseGuessable } from "#lib/auth/password";
import { db } from "#lib/db/client";
import { AppError } from "#lib/errors";

/** What whoever has a shell on the server may do to an account (`npm run user`). */
type Change = {
  action: "user.disabled" | "user.enabled" | "user.password_changed";
  data: { disabledAt?: Date | null; passwordHash?: string; sessionsValidFrom?: Date; keptSessionId?: null };
};

/** Disables an account: its sessions end and its keys stop at their next request. */
export function disableUser(email: string, now: Date): Promise<void> {
  return changeUser(email, now, { action: "user.disabled", data: { disabledAt: now, ...endSessions(now) } });
}

/** Lets a disabled account sign in again. Its keys work again too. */
export function enableUser(email: string, now: Date): Promise<void> {
  return changeUser(email, now, { action: "user.enabled", data: { disabledAt: null } });
}

/**
 * Sets a new password for somebody who forgot theirs, and ends their sessions.
 * @throws AppError INVALID_INPUT when it is easy to guess
 */
export async function resetPassword(email: string, password: string, now: Date): Promise<void> {
  refuseGuessable("password", password, [email]);
  const passwordHash = await hashPassword(password);
  await changeUser(email, now, { action: "user.password_changed", data: { passwordHash, ...endSessions(now) } });
}

function endSessions(now: Date) {
  return { sessionsValidFrom: now, keptSessionId: null };
}

async function changeUser(email: string, now: Date, { action, data }: Change): Promise<void> {
  await db().$transaction(async (transaction) => {
    const user = await transaction.user.findUnique({
      where: { email: email.toLowerCase() },
      select: { id: true, name: true, disabledAt: true },
    });
    if (!user) throw new AppError("NOT_FOUND", `No account has the email ${email}.`);
    await transaction.user.update({ where: { id: user.id }, data: { ...data, updatedAt: now } });
    const operator: AuditActor = { kind: "operator", id: null, at: now, address: null };
    const target = { type: "user", id: user.id, name: user.name } as const;
    const isAboutAccess = data.disabledAt !== undefined;
    const states = isAboutAccess && {
      before: { disabled: user.disabledAt !== null },
      after: { disabled: data.disabledAt !== null },
    };
    await recordAuditEvents(transaction, operator, [{ action, target, ...states }]);
  });
}
