import { lockPerson } from "#lib/auth/locks";
import type { Caller } from "#lib/auth/principal";
import { requireLiveCredential } from "#lib/auth/sessions/require-live-credential";
import type { Transaction } from "#lib/db/client";

/**
 * Locks a person who makes or changes a key, and keeps their memberships until the transaction ends. Two keys that they
 * make at the same time are counted one after the other. A removal from a workspace waits for the key, or the other way
 * round. Call it before the key is locked, so that no two operations wait for each other.
 * @throws AppError NOT_FOUND when the account is disabled; UNAUTHENTICATED when the session or API token has ended
 */
export async function lockOwner(tx: Transaction, caller: Caller): Promise<void> {
  const { userId } = caller.principal;
  await lockPerson(tx, userId);
  await requireLiveCredential(tx, caller);
  await tx.$queryRaw`SELECT role::text FROM "Membership" WHERE "userId" = ${userId} ORDER BY "workspaceId" FOR SHARE`;
}
