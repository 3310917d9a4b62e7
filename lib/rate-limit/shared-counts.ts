import { env } from "#lib/env";
import { single } from "#lib/process";
import type { Bucket } from "#lib/rate-limit/rate";

/** Counts that several processes keep together. None of its methods fails or takes long: without an answer they do nothing. */
export type SharedCounts = {
  /** Whether it is worth asking. */
  readonly isReachable: boolean;
  /** Takes a token. @returns 0, or the microseconds until there is one; 0 too when there is no answer */
  take(name: string, bucket: Bucket, subject: string): Promise<number>;
  giveBack(name: string, bucket: Bucket, subject: string): Promise<void>;
  clear(name: string, bucket: Bucket, subject: string): Promise<void>;
  close(): void;
};

type Holder = { counts: SharedCounts | null };

function holder(): Holder {
  return single("shared-counts", (): Holder => ({ counts: null }));
}

/** Lets this process share counts, or (null) stops it; what was shared so far is closed. */
export function shareCounts(counts: SharedCounts | null): void {
  holder().counts?.close();
  holder().counts = counts;
}

/** The shared counts, while there are any and they answer. */
export function reachableCounts(): SharedCounts | null {
  const { counts } = holder();
  return counts?.isReachable ? counts : null;
}

export const RATE_LIMIT_STORES = ["memory", "redis", "redis_unreachable_using_memory"] as const;

/** Where rate limits are counted now. */
export function rateLimitStore(): (typeof RATE_LIMIT_STORES)[number] {
  if (env().REDIS_URL === undefined) return "memory";
  return reachableCounts() ? "redis" : "redis_unreachable_using_memory";
}
