import { type AuditActor, type AuditEntry, recordAuditEvents } from "#lib/audit/record";
import { CHANGE_TIMEOUT_MS } from "#lib/auth/accounts/change-password";
import { revokeInvitations } from "#lib/auth/invitations/revoke";
import { lockToDisable } from "#lib/auth/locks";
import { hashPassword, requireStrongPassword } from "#lib/auth/passwords/password";
import { db, type Transaction } from "#lib/db/client";
import { AppError } from "#lib/errors";

/** More writes in the transaction of an operator's change, to the things of the person with this id. */
export type AlongsideReset = (transaction: Transaction, operator: AuditActor, userId: string) => Promise<void>;

/** A change that an operator makes to an account with `npm run user`. */
type Change = {
  action: "user.disabled" | "user.enabled" | "user.password_changed";
  data: { disabledAt?: Date | null; passwordHash?: string };
  /** Whether the sessions of the account end. */
  endsSessions: boolean;
  alongside?: AlongsideReset;
};

/**
 * Disables an account. Its sessions end, its keys are refused from their next request, and the invitations that this
 * person sent are revoked.
 * @throws AppError NOT_FOUND when no account has the email
 */
export function disableUser(email: string, now: Date): Promise<void> {
  return changeUser(email, now, { action: "user.disabled", data: { disabledAt: now }, endsSessions: true });
}

/**
 * Enables a disabled account. It can sign in again, and its keys work again. The sessions that it had stay ended.
 * @throws AppError NOT_FOUND when no account has the email
 */
export function enableUser(email: string, now: Date): Promise<void> {
  return changeUser(email, now, { action: "user.enabled", data: { disabledAt: null }, endsSessions: false });
}

/**
 * Sets a new password for an account, and ends its sessions.
 * @throws AppError NOT_FOUND when no account has the email; INVALID_INPUT when the password is easy to guess
 */
export async function resetPassword(
  email: string,
  password: string,
  now: Date,
  alongside?: AlongsideReset,
): Promise<void> {
  await requireStrongPassword("password", password, [email], null);
  const passwordHash = await hashPassword(password);
  const action = "user.password_changed";
  await changeUser(email, now, { action, data: { passwordHash }, endsSessions: true, alongside });
}

async function changeUser(email: string, now: Date, change: Change): Promise<void> {
  const { action, data, endsSessions, alongside } = change;
  await db().$transaction(
    async (transaction) => {
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
      // The new version also ends the sessions of sign-ins that are under way.
      const version = endsSessions && { credentialVersion: { increment: 1 } };
      await transaction.user.update({ where: { id: user.id }, data: { ...data, ...version, updatedAt: now } });
      if (endsSessions) await transaction.session.deleteMany({ where: { userId: user.id } });
      const target = { type: "user", id: user.id, name: user.name } as const;
      const entry: AuditEntry = { action, target, ...statesOf(user, data) };
      await recordAuditEvents(transaction, operator, [entry]);
      await alongside?.(transaction, operator, user.id);
    },
    { timeout: CHANGE_TIMEOUT_MS },
  );
}

function statesOf(user: { disabledAt: Date | null }, { disabledAt }: Change["data"]) {
  if (disabledAt === undefined) return {};
  return { before: { disabled: user.disabledAt !== null }, after: { disabled: disabledAt !== null } };
}
