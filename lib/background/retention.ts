import { type Repeating, repeat } from "#lib/background/repeating";
import { type Clock, HOUR_MS, MINUTE_MS } from "#lib/clock";

/**
 * Deletes old rows about every hour.
 * @param what the subject of the log message, such as "Old calls" in "Old calls could not be deleted."
 */
export function startRetention(clock: Clock, what: string, deleteOld: (now: Date) => Promise<unknown>): Repeating {
  return repeat({
    failure: `${what} could not be deleted.`,
    everyMs: HOUR_MS,
    firstAfterMs: 2 * MINUTE_MS,
    work: () => deleteOld(clock.now()),
  });
}

/** The most rows that one statement deletes, so that it takes little time. */
const MAX_DELETED = 5_000;

/**
 * Deletes rows in small steps until there are none left.
 * @param step deletes at most `most` rows and returns their number
 * @returns the number of deleted rows
 */
export async function deleteInSteps(step: (most: number) => Promise<number>): Promise<number> {
  let deleted = 0;
  for (;;) {
    const count = await step(MAX_DELETED);
    deleted += count;
    if (count < MAX_DELETED) return deleted;
  }
}
