import type { Policy } from "#lib/policy/dto";

/** The maximum lifetime of a key, or of a connected app, in days; null for no maximum. */
export function maxLifetimeDays(
  policy: Pick<Policy, "maxLifetimeDays" | "maxAppLifetimeDays">,
  isApp: boolean,
): number | null {
  return isApp ? (policy.maxAppLifetimeDays ?? policy.maxLifetimeDays) : policy.maxLifetimeDays;
}
