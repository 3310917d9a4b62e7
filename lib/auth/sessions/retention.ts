import type { Repeating } from "#lib/background/repeating";
import { deleteInSteps, startRetention } from "#lib/background/retention";
import type { Clock } from "#lib/clock";
import { db } from "#lib/db/client";

/** Starts the retention: about every hour it deletes the sessions that have expired. */
export function startSessionRetention(clock: Clock): Repeating {
  return startRetention(clock, "Expired sessions", deleteExpiredSessions);
}

/**
 * Deletes the sessions that have expired at `now`. It skips rows that another replica is deleting.
 * @returns how many rows were deleted
 */
export function deleteExpiredSessions(now: Date): Promise<number> {
  return deleteInSteps(
    (most) => db().$executeRaw`
      DELETE FROM "Session" WHERE id IN (
        SELECT id FROM "Session" WHERE "expiresAt" <= ${now} ORDER BY "expiresAt" LIMIT ${most} FOR UPDATE SKIP LOCKED)`,
  );
}
