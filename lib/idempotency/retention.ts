import { type Clock, HOUR_MS, MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { endOf } from "#lib/idempotency/idempotent-write";
import { type Repeating, repeat } from "#lib/repeating";
import { deleteInSteps } from "#lib/retention";

/** Forgets, about every hour, the writes that came more than a day ago. */
export function startWriteRetention(clock: Clock): Repeating {
  return repeat({
    failure: "Old answers to idempotent writes could not be deleted.",
    everyMs: HOUR_MS,
    firstAfterMs: 2 * MINUTE_MS,
    work: () => deleteOldWrites(clock.now()),
  });
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
