import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#lib/clock";

/** How long after each failed attempt the next one comes; a day and an hour in all. */
const DELAYS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  7 * HOUR_MS,
  10 * HOUR_MS,
] as const;

export const ATTEMPTS_MAX = DELAYS_MS.length + 1;

/** By how much a delay is longer or shorter at most, lest everything that failed together comes back together. */
const JITTER = 0.2;

/**
 * How long to wait after a failed attempt.
 * @param attempts how many there were
 * @param chance from 0 to 1
 * @returns milliseconds; null once it is time to give up
 */
export function retryDelayMs(attempts: number, chance: number): number | null {
  const delayMs = DELAYS_MS[attempts - 1];
  if (delayMs === undefined) return null;
  return Math.round(delayMs * (1 - JITTER + 2 * JITTER * chance));
}
