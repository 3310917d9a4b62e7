import { OAuthError } from "#lib/oauth/protocol/oauth-error";
import { Limiter } from "#lib/rate-limit/limiter";
import { networkOf } from "#lib/rate-limit/network";

/** A whole office behind one address refreshes its tokens here. */
const REQUESTS = new Limiter("oauth-requests", () => ({ times: 600, perSeconds: 60, burst: 200 }));
/** Only failures are limited that far, so honest clients work beside a neighbour's broken one. */
const FAILURES = new Limiter("oauth-failures", () => ({ times: 60, perSeconds: 60, burst: 60 }));
const REGISTRATIONS = new Limiter("oauth-registrations", () => ({ times: 60, perSeconds: 60, burst: 30 }));

/** @throws OAuthError slow_down for an address that sends too many requests */
export const takeRequest = (address: string) => take(REQUESTS, address, "requests");

/** @throws OAuthError slow_down for an address that registers too many clients */
export const takeRegistration = (address: string) => take(REGISTRATIONS, address, "registrations");

/** Counts a failure of an address. @throws OAuthError slow_down beyond the limit */
export const countFailure = (address: string) => take(FAILURES, address, "failed requests");

async function take(limiter: Limiter, address: string, what: string): Promise<void> {
  const refusal = await limiter.take(networkOf(address));
  if (!refusal) return;
  const { waitSeconds } = refusal;
  throw new OAuthError("slow_down", `Too many ${what}. Try again in ${waitSeconds} s.`, waitSeconds);
}
