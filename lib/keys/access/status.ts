import { addDays } from "#lib/clock";

export type KeyStatus = "active" | "expiring" | "expired" | "revoked";

/** A key has the status "expiring" in this many days before its expiry. */
export const EXPIRING_DAYS = 7;

/** Returns the status of a key at `now`. At the instant of its expiry a key is expired already. */
export function keyStatus(key: { expiresAt: Date | null; revokedAt: Date | null }, now: Date): KeyStatus {
  if (key.revokedAt) return "revoked";
  if (!key.expiresAt) return "active";
  if (key.expiresAt <= now) return "expired";
  return key.expiresAt <= addDays(now, EXPIRING_DAYS) ? "expiring" : "active";
}

/** Whether a key with this status is accepted: it is active or expiring. */
export function isUsable(status: KeyStatus): boolean {
  return status === "active" || status === "expiring";
}
