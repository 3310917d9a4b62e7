import { HOUR_MS } from "#lib/clock";

/** How long the old secret of a webhook goes on signing beside the new one. Free of the schema's library for the form. */
export const SECRET_OVERLAPS = ["none", "24_hours"] as const;
export type SecretOverlap = (typeof SECRET_OVERLAPS)[number];

/** When the old secret ends that is replaced at `now`; null for at once. */
export function oldSecretEnd(overlap: SecretOverlap, now: Date): Date | null {
  return overlap === "none" ? null : new Date(now.getTime() + 24 * HOUR_MS);
}
