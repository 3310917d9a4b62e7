/** The source of the current time. Rules take an instant as a parameter; only the outermost code reads a clock. */
export type Clock = { now(): Date };

/** The clock of this machine. It may be wrong, so rules go by `databaseClock` (decision 42). */
export const systemClock: Clock = { now: () => new Date() };

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Returns `instant` plus `days` times 24 hours. `days` may be negative. */
export function addDays(instant: Date, days: number): Date {
  return new Date(instant.getTime() + days * DAY_MS);
}
