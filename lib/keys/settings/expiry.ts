import { addDays } from "#lib/clock";
import { invalidField } from "#lib/errors";
import { EXPIRES_IN_DAYS_DEFAULT, EXPIRES_IN_DAYS_MAX } from "#lib/keys/settings/limits";

/** When a new key should expire: in days from now or at an instant, null for never. Without both the default holds. */
export type WantedExpiry = { expiresInDays?: number | null | undefined; expiresAt?: Date | null | undefined };

/**
 * Returns the instant at which a key that is made `now` expires; null for never.
 * @throws AppError INVALID_INPUT for an instant that has passed, or that is more than `EXPIRES_IN_DAYS_MAX` days away
 */
export function expiryOf({ expiresInDays = EXPIRES_IN_DAYS_DEFAULT, expiresAt }: WantedExpiry, now: Date): Date | null {
  if (expiresAt === undefined) return expiresInDays === null ? null : addDays(now, expiresInDays);
  if (expiresAt === null || (expiresAt > now && expiresAt <= addDays(now, EXPIRES_IN_DAYS_MAX))) return expiresAt;
  throw invalidField(
    "expiresAt",
    `Give an instant in the future that is at most ${EXPIRES_IN_DAYS_MAX} days away, or null for a key that never expires.`,
  );
}
