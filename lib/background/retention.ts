import { type Repeating, repeat } from "#lib/background/repeating";
import { type Clock, HOUR_MS, MINUTE_MS } from "#lib/clock";

/**
 * Deletes what is too old, about every hour.
 * @param what for the log, as in "Old calls could not be deleted."
 */
export function startRetention(clock: Clock, what: string, deleteOld: (now: Date) => Promise<unknown>): Repeating {
  return repeat({
    failure: `${what} could not be deleted.`,
    everyMs: HOUR_MS,
    firstAfterMs: 2 * MINUTE_MS,
    work: () => deleteOld(clock.now()),
  });
}

/** Rows deleted by one statement: few enough to be over in an instant. */
const MAX_DELETED = 5_000;

/**
 * Deletes in small steps until nothing is left to delete.
 * @param step deletes at most so many rows, and says how many there were
 * @returns how many were deleted
 */
export async function deleteInSteps(step: (most: number) => Promise<number>): Promise<number> {
  let deleted = 0;
  for (;;) {
    const count = await step(MAX_DELETED);
    deleted += count;
    if (count < MAX_DELETED) return deleted;
  }
}
