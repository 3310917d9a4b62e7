import type { Newcomer } from "#lib/auth/accounts/sign-up";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { networkOf } from "#lib/rate-limit/network";

/**
 * Counts what somebody without a session asks for.
 * @throws AppError RATE_LIMITED
 */
export function takeStrangerRequest({ address }: Newcomer): Promise<void> {
  return ALLOWANCES.strangerRequests.take({ network: networkOf(address ?? "unknown") });
}
