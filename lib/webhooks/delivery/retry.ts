import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#lib/clock";

/** The delay after each failed attempt. All together are about one day. */
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

/** The largest part by which a delay varies, so messages that failed together are not all retried together. */
const JITTER = 0.2;

/**
 * Computes the delay after a failed attempt.
 * @param attempts the number of attempts so far
 * @param chance a random number from 0 to 1
 * @returns milliseconds; null when the message is given up
 */
export function retryDelayMs(attempts: number, chance: number): number | null {
  const delayMs = DELAYS_MS[attempts - 1];
  if (delayMs === undefined) return null;
  return Math.round(delayMs * (1 - JITTER + 2 * JITTER * chance));
}
