import { setTimeout as pause } from "node:timers/promises";
import { MINUTE_MS, SECOND_MS } from "#lib/clock";

/** The shortest and the longest pause between two readings of one catalogue. */
export const PAUSE_FIRST_MS = 2 * SECOND_MS;
export const PAUSE_MAX_MS = 5 * MINUTE_MS;
/** A server is quiet again when it announced nothing for so many of its pauses. */
const QUIET_PAUSES = 10;

/** The pause after a reading. It doubles with each reading until the server has been quiet for ten pauses. */
export class GrowingPause {
  #pauseMs = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  /**
   * Notes that a reading begins.
   * @param nowMs the time in milliseconds
   * @returns the pause after it, in milliseconds
   */
  begin(nowMs: number): number {
    const isQuiet = nowMs - this.#lastMs > QUIET_PAUSES * this.#pauseMs;
    this.#pauseMs = isQuiet ? PAUSE_FIRST_MS : Math.min(2 * this.#pauseMs, PAUSE_MAX_MS);
    this.#lastMs = nowMs;
    return this.#pauseMs;
  }
}

/** Waits for some milliseconds, at most until the signal fires. */
type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

const waitFor: Wait = (ms, signal) => pause(ms, undefined, { signal, ref: false }).catch(() => {});

/**
 * Does the work at once, and once more after a pause when it was requested during the pause. The pauses grow while the
 * server goes on announcing changes, because each reading costs this process more than it costs the server.
 * @param signal ends it
 * @param wait how the pauses are waited for; tests replace it
 * @returns a function that requests the work
 */
export function backingOff(signal: AbortSignal, work: () => Promise<void>, wait = waitFor): () => void {
  const pauses = new GrowingPause();
  let isBusy = false;
  let isWanted = false;
  return async () => {
    isWanted = true;
    if (isBusy) return;
    isBusy = true;
    while (isWanted && !signal.aborted) {
      isWanted = false;
      const pauseMs = pauses.begin(performance.now());
      await work();
      await wait(pauseMs, signal);
    }
    isBusy = false;
  };
}
