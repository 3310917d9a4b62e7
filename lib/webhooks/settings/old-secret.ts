import { HOUR_MS } from "#lib/clock";

/**
 * How long the old secret of a webhook still signs beside the new one. The form loads this file, so it imports no zod.
 */
export const SECRET_OVERLAPS = ["none", "24_hours"] as const;
export type SecretOverlap = (typeof SECRET_OVERLAPS)[number];

/** When an old secret ends that is replaced at `now`; null when it ends at once. */
export function oldSecretEnd(overlap: SecretOverlap, now: Date): Date | null {
  return overlap === "none" ? null : new Date(now.getTime() + 24 * HOUR_MS);
}
