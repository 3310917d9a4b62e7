/** A rate: `times` in `perSeconds` on average, and at most `burst` at once. */
export type Rate = { times: number; perSeconds: number; burst: number };

/**
 * A rate as a bucket of `burst` tokens. It gets one token back after each interval. The interval is in whole
 * microseconds, so there are no rounding errors.
 */
export type Bucket = { burst: number; intervalUs: number };

export function bucketOf({ times, perSeconds, burst }: Rate): Bucket {
  return { burst, intervalUs: Math.max(1, Math.round((perSeconds * 1_000_000) / times)) };
}

/** The refusal of a call that exceeds a rate. */
export type Refusal = {
  /** The calls that the rate allows in a minute. */
  perMinute: number;
  /** Seconds until the next call may pass; at least 1. */
  waitSeconds: number;
  /** Seconds until the whole burst may pass again; at least `waitSeconds`. */
  resetSeconds: number;
};

/** The headers of a refusal with status 429 (RFC 9110 section 10.2.3, and the usual `X-RateLimit-*`). */
export function refusalHeaders({ perMinute, waitSeconds, resetSeconds }: Refusal): Record<string, string> {
  return {
    "retry-after": String(waitSeconds),
    "x-ratelimit-limit": String(perMinute),
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": String(resetSeconds),
  };
}

/**
 * Makes a refusal.
 * @param waitUs microseconds until the next call may pass
 */
export function refusalOf(rate: Rate, waitUs: number): Refusal {
  const { burst, intervalUs } = bucketOf(rate);
  return {
    perMinute: Math.floor((rate.times * 60) / rate.perSeconds),
    waitSeconds: Math.ceil(waitUs / 1_000_000),
    resetSeconds: Math.ceil((waitUs + (burst - 1) * intervalUs) / 1_000_000),
  };
}
