import { DAY_MS, HOUR_MS, MINUTE_MS } from "#lib/clock";
import type { KeyStatus } from "#lib/keys/access/status";

/** How long the old token goes on working once it was replaced. */
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

/** The reason with which a key ends that is replaced without any overlap. */
export const ROTATED_REASON = "Rotated";

/** When the old token ends that is replaced at `now`: never later than it would have without. */
export function oldTokenEnd(expiresAt: Date | null, overlap: Overlap, now: Date): Date {
  const endMs = now.getTime() + OVERLAP_MS[overlap];
  return new Date(expiresAt ? Math.min(endMs, expiresAt.getTime()) : endMs);
}

/** When a key ends that begins at `now` and lives for as long as this one was made to; null for never. */
export function sameLifetimeFrom(key: { createdAt: Date; expiresAt: Date | null }, now: Date): Date | null {
  return key.expiresAt && new Date(now.getTime() + key.expiresAt.getTime() - key.createdAt.getTime());
}

export type RotationBar = "revoked" | "expired" | "replaced" | "legacy";

type Rotatable = { status: KeyStatus; isReplaced: boolean; isLegacy: boolean };

/** What keeps a key from being rotated; null when nothing does. */
export function rotationBar({ status, isReplaced, isLegacy }: Rotatable): RotationBar | null {
  if (isReplaced) return "replaced";
  if (status === "revoked" || status === "expired") return status;
  return isLegacy ? "legacy" : null;
}
