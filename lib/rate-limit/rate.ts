/** How often something may happen: `times` in `perSeconds` on the whole, and at most `burst` of them at once. */
export type Rate = { times: number; perSeconds: number; burst: number };

/**
 * A rate as a bucket of `burst` tokens, which gets one back after each interval. In whole microseconds, so that counting
 * never meets a rounding error.
 */
export type Bucket = { burst: number; intervalUs: number };

export function bucketOf({ times, perSeconds, burst }: Rate): Bucket {
  return { burst, intervalUs: Math.max(1, Math.round((perSeconds * 1_000_000) / times)) };
}

/** Why something may not happen now. */
export type Refusal = {
  /** What the rate allows in a minute. */
  perMinute: number;
  /** Seconds until one more may pass; at least 1. */
  waitSeconds: number;
  /** Seconds until the whole burst may pass again; at least `waitSeconds`. */
  resetSeconds: number;
};

/** What HTTP says of a refusal, beside 429 (RFC 9110 section 10.2.3, and the usual `X-RateLimit-*`). */
export function refusalHeaders({ perMinute, waitSeconds, resetSeconds }: Refusal): Record<string, string> {
  return {
    "retry-after": String(waitSeconds),
    "x-ratelimit-limit": String(perMinute),
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": String(resetSeconds),
  };
}

/** @param waitUs microseconds until one more may pass */
export function refusalOf(rate: Rate, waitUs: number): Refusal {
  const { burst, intervalUs } = bucketOf(rate);
  return {
    perMinute: Math.floor((rate.times * 60) / rate.perSeconds),
    waitSeconds: Math.ceil(waitUs / 1_000_000),
    resetSeconds: Math.ceil((waitUs + (burst - 1) * intervalUs) / 1_000_000),
  };
}
