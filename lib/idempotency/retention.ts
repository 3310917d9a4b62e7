import type { Repeating } from "#lib/background/repeating";
import { deleteInSteps, startRetention } from "#lib/background/retention";
import type { Clock } from "#lib/clock";
import { db } from "#lib/db/client";
import { endOf } from "#lib/idempotency/idempotent-write";

/** Forgets, about every hour, the writes that came more than a day ago. */
export function startWriteRetention(clock: Clock): Repeating {
  return startRetention(clock, "Old answers to idempotent writes", deleteOldWrites);
}

/**
 * Deletes the writes that count no longer at `now`. What another replica is deleting is left to it.
 * @returns how many were deleted
 */
export function deleteOldWrites(now: Date): Promise<number> {
  return deleteInSteps(
    (most) => db().$executeRaw`
      DELETE FROM "IdempotentWrite" WHERE ("userId", "key") IN (
        SELECT "userId", "key" FROM "IdempotentWrite" WHERE "at" <= ${endOf(now)}
         ORDER BY "at" LIMIT ${most} FOR UPDATE SKIP LOCKED)`,
  );
}
