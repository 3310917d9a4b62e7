import { recordAudit } from "#lib/audit/record";
import { lockPerson } from "#lib/auth/locks";
import type { Caller } from "#lib/auth/principal";
import type { ProfileInput } from "#lib/auth/schema";
import { requireLiveCredential } from "#lib/auth/sessions/require-live-credential";
import { db } from "#lib/db/client";

/**
 * Changes the caller's name, which the other members of their workspaces see.
 * @throws AppError NOT_FOUND when the account is disabled; UNAUTHENTICATED when the session has ended
 */
export async function updateProfile(caller: Caller, input: ProfileInput): Promise<void> {
  const { userId } = caller.principal;
  await db().$transaction(async (transaction) => {
    await lockPerson(transaction, userId);
    await requireLiveCredential(transaction, caller);
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
