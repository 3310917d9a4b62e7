import type { Repeating } from "#lib/background/repeating";
import { deleteInSteps, startRetention } from "#lib/background/retention";
import type { Clock } from "#lib/clock";
import { db } from "#lib/db/client";
import { retentionStart } from "#lib/idempotency/idempotent-write";

/** Starts the retention: about every hour it deletes the writes that are more than a day old. */
export function startWriteRetention(clock: Clock): Repeating {
  return startRetention(clock, "Old answers to idempotent writes", deleteOldWrites);
}

/**
 * Deletes the writes that no longer count at `now`. It skips rows that another replica is deleting.
 * @returns how many rows were deleted
 */
export function deleteOldWrites(now: Date): Promise<number> {
  return deleteInSteps(
    (most) => db().$executeRaw`
      DELETE FROM "IdempotentWrite" WHERE ("userId", "key") IN (
        SELECT "userId", "key" FROM "IdempotentWrite" WHERE "at" <= ${retentionStart(now)}
         ORDER BY "at" LIMIT ${most} FOR UPDATE SKIP LOCKED)`,
  );
}
