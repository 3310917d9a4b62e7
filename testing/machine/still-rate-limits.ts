import { provide } from "#lib/process";
import { COUNTS_CLOCK } from "#lib/rate-limit/memory-counts";

/**
 * Stops the clock of the rate limits, so that nothing comes back while a slow test counts. Call this at the top of the
 * test file, before anything is counted.
 */
export function stillRateLimits(): void {
  provide(COUNTS_CLOCK, () => 1);
}
