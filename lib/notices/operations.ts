import type { Caller } from "#lib/auth/principal";
import { requireLiveCredential } from "#lib/auth/sessions/require-live-credential";
import { db } from "#lib/db/client";
import { requirePerson } from "#lib/keys/settings/require-person";
import type { MarkNoticesReadInput } from "#lib/notices/schema";

/**
 * Marks notices of the caller as read. Ids of other people's notices are ignored.
 * @throws AppError FORBIDDEN for a key; UNAUTHENTICATED when the session has ended
 */
export async function markNoticesRead(caller: Caller, { noticeIds }: MarkNoticesReadInput): Promise<void> {
  const userId = requirePerson(caller);
  await db().$transaction(async (transaction) => {
    await requireLiveCredential(transaction, caller);
    await transaction.notice.updateMany({
      where: { userId, id: { in: noticeIds }, readAt: null },
      data: { readAt: caller.now },
    });
  });
}
