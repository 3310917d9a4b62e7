import { type Clock, HOUR_MS, MINUTE_MS } from "#lib/clock";
import { log } from "#lib/log";

/**
 * Deletes what is too old, about every hour.
 * @param what for the log, as in "Old calls could not be deleted."
 * @returns stops it
 */
export function startRetention(clock: Clock, what: string, deleteOld: (now: Date) => Promise<unknown>): () => void {
  let timer: NodeJS.Timeout;
  const schedule = (afterMs: number) => {
    // Replicas that started together do not come together.
    timer = setTimeout(() => void run(), afterMs * (0.5 + Math.random()));
    timer.unref();
  };
  const run = async () => {
    await deleteOld(clock.now()).catch((error) => log().warn({ error }, `${what} could not be deleted.`));
    schedule(HOUR_MS);
  };
  schedule(2 * MINUTE_MS);
  return () => clearTimeout(timer);
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
