import { type RpcError, refusal } from "#lib/gateway/messages/rpc-error";
import { type Refusal, refusalHeaders } from "#lib/rate-limit/rate";

/**
 * 429 with the time after which the client may try again. The request had no effect.
 * @param reason one sentence for people
 */
export function rateLimited(reason: string, refused: Refusal): RpcError {
  const { waitSeconds } = refused;
  const wait = waitSeconds === 1 ? "1 second" : `${waitSeconds} seconds`;
  const data = { retryAfterSeconds: waitSeconds };
  return refusal(429, "RATE_LIMITED", `${reason} Try again in ${wait}.`, refusalHeaders(refused), data);
}
