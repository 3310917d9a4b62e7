import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import type { Refusal } from "#lib/rate-limit/rate";

/**
 * 429: nothing was done, and when it is worth trying again.
 * @param reason one sentence for people
 */
export function rateLimited(reason: string, { perMinute, waitSeconds, resetSeconds }: Refusal): RpcError {
  const wait = waitSeconds === 1 ? "1 second" : `${waitSeconds} seconds`;
  const headers = {
    "retry-after": String(waitSeconds),
    "x-ratelimit-limit": String(perMinute),
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": String(resetSeconds),
  };
  const data = { retryAfterSeconds: waitSeconds };
  return refusal(429, "RATE_LIMITED", `${reason} Try again in ${wait}.`, headers, data);
}
