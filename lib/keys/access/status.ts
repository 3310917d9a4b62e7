import { addDays } from "#lib/clock";

export type KeyStatus = "active" | "expiring" | "expired" | "revoked";

/** A key is said to expire soon from this many days before it does. */
export const EXPIRING_DAYS = 7;

/** Derives a key's status at `now`. A key is usable up to, not including, its expiry. */
export function keyStatus(key: { expiresAt: Date | null; revokedAt: Date | null }, now: Date): KeyStatus {
  if (key.revokedAt) return "revoked";
  if (!key.expiresAt) return "active";
  if (key.expiresAt <= now) return "expired";
  return key.expiresAt <= addDays(now, EXPIRING_DAYS) ? "expiring" : "active";
}

/** Whether a key with this status is accepted. */
export function isUsable(status: KeyStatus): boolean {
  return status === "active" || status === "expiring";
}
