import { env } from "#lib/env";
import { shareCounts } from "#lib/rate-limit/shared-counts";

/**
 * Begins to share counts in Redis when `REDIS_URL` is set. It does not wait for Redis: while Redis cannot be reached,
 * only the memory of this process counts.
 */
export async function openSharedCounts(): Promise<void> {
  const url = env().REDIS_URL;
  if (url === undefined) return;
  // The client takes 20 MB of memory, so only a process that uses it loads it.
  const { RedisCounts } = await import("#lib/rate-limit/redis-counts");
  shareCounts(new RedisCounts(url));
}

export function closeSharedCounts(): void {
  shareCounts(null);
}
