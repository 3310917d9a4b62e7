import { SECOND_MS } from "#lib/clock";

/** How long rights may stay unread, after a ring or the loss of the bell, before what relies on them ends. */
export const UNREAD_MAX_MS = 2 * SECOND_MS;
const TURN_MS = SECOND_MS / 4;
const TURNS = UNREAD_MAX_MS / TURN_MS;
const RETRY_MS = 100;

/**
 * Reads from the database, and tries again when a read fails, for two seconds. The time is counted in turns of a timer:
 * a process that was too busy to take an answer that has arrived gets as many turns as an idle one.
 * @throws the error of the last read when it failed; Error when the read did not end
 */
export async function readInTime<T>(read: () => T | Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  let lastError: unknown = new Error("The database did not answer in time.");
  let isLate = false;
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
    if (turns < TURNS) return;
    isLate = true;
    // An answer that has arrived is read before this runs.
    setImmediate(() => late.reject(lastError));
  }, TURN_MS);
  const readUntilLate = async (): Promise<T> => {
    for (;;) {
      try {
        return await read();
      } catch (error) {
        lastError = error;
        if (isLate) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  };
  try {
    return await Promise.race([readUntilLate(), late.promise]);
  } finally {
    isLate = true;
    clearInterval(timer);
  }
}
