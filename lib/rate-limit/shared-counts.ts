import { env } from "#lib/env";
import { single } from "#lib/process";
import type { Bucket } from "#lib/rate-limit/rate";

/** Counts that several processes share. No method rejects or takes long: without an answer a method does nothing. */
export type SharedCounts = {
  /** Whether the store answers, so that it should be asked. */
  readonly isReachable: boolean;
  /**
   * Takes a token.
   * @returns 0, also when there is no answer; or, when the bucket is empty, the microseconds until there is a token
   */
  take(name: string, bucket: Bucket, subject: string): Promise<number>;
  giveBack(name: string, bucket: Bucket, subject: string): Promise<void>;
  clear(name: string, bucket: Bucket, subject: string): Promise<void>;
  close(): void;
};

type Holder = { counts: SharedCounts | null };

function holder(): Holder {
  return single("shared-counts", (): Holder => ({ counts: null }));
}

/** Sets the shared counts of this process, or removes them (null). The counts that were set before are closed. */
export function shareCounts(counts: SharedCounts | null): void {
  holder().counts?.close();
  holder().counts = counts;
}

/** The shared counts; null when there are none, or while they do not answer. */
export function reachableCounts(): SharedCounts | null {
  const { counts } = holder();
  return counts?.isReachable ? counts : null;
}

export const RATE_LIMIT_STORES = ["memory", "redis", "redis_unreachable_using_memory"] as const;

/** The store in which rate limits are counted now. */
export function rateLimitStore(): (typeof RATE_LIMIT_STORES)[number] {
  if (env().REDIS_URL === undefined) return "memory";
  return reachableCounts() ? "redis" : "redis_unreachable_using_memory";
}
