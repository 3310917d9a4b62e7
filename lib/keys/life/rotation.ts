import { DAY_MS, HOUR_MS, MINUTE_MS } from "#lib/clock";
import type { KeyStatus } from "#lib/keys/access/status";

/** How long the old token works after a rotation. */
export const OVERLAPS = ["none", "15_minutes", "1_hour", "24_hours", "7_days"] as const;
export type Overlap = (typeof OVERLAPS)[number];

export const OVERLAP_LABELS: Record<Overlap, string> = {
  none: "Ends now",
  "15_minutes": "Works for 15 minutes more",
  "1_hour": "Works for 1 hour more",
  "24_hours": "Works for 24 hours more",
  "7_days": "Works for 7 days more",
};

const OVERLAP_MS: Record<Overlap, number> = {
  none: 0,
  "15_minutes": 15 * MINUTE_MS,
  "1_hour": HOUR_MS,
  "24_hours": DAY_MS,
  "7_days": 7 * DAY_MS,
};

/** The reason that is stored when a rotation without an overlap revokes the old key. */
export const ROTATED_REASON = "Rotated";

/** Returns when the old token ends after a rotation at `now`. It never ends later than without the rotation. */
export function oldTokenEnd(expiresAt: Date | null, overlap: Overlap, now: Date): Date {
  const endMs = now.getTime() + OVERLAP_MS[overlap];
  return new Date(expiresAt ? Math.min(endMs, expiresAt.getTime()) : endMs);
}

/** Returns when a new key expires that is made `now` and gets the same lifetime as this key; null for never. */
export function sameLifetimeFrom(key: { createdAt: Date; expiresAt: Date | null }, now: Date): Date | null {
  return key.expiresAt && new Date(now.getTime() + key.expiresAt.getTime() - key.createdAt.getTime());
}

/** Why a key cannot be rotated. */
export type RotationBar = "app" | "revoked" | "expired" | "replaced" | "legacy";

type Rotatable = { isApp: boolean; status: KeyStatus; isReplaced: boolean; isLegacy: boolean };

/** Returns why a key cannot be rotated; null when it can. */
export function rotationBar({ isApp, status, isReplaced, isLegacy }: Rotatable): RotationBar | null {
  if (isApp) return "app";
  if (isReplaced) return "replaced";
  if (status === "revoked" || status === "expired") return status;
  return isLegacy ? "legacy" : null;
}
