import { env } from "#lib/env";
import { shareCounts } from "#lib/rate-limit/shared-counts";

/**
 * Begins to share counts when `REDIS_URL` says so. Returns before Redis has answered: until then, and whenever it does
 * not, memory counts alone.
 */
export async function openSharedCounts(): Promise<void> {
  const url = env().REDIS_URL;
  if (url === undefined) return;
  // Only processes that use the client load it: it costs 20 MB.
  const { RedisCounts } = await import("#lib/rate-limit/redis-counts");
  shareCounts(new RedisCounts(url));
}

export function closeSharedCounts(): void {
  shareCounts(null);
}
