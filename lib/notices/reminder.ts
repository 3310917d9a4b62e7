import { addDays } from "#lib/clock";
import type { KeyNoticeKind } from "#lib/notices/dto";

/** The reminders before a key expires, the latest first. */
const REMINDERS = [
  { kind: "key.expires_in_1_day", days: 1 },
  { kind: "key.expires_in_7_days", days: 7 },
] as const satisfies { kind: KeyNoticeKind; days: number }[];

export type Reminder = (typeof REMINDERS)[number];

/** How many days before its expiry a key gets its first reminder. */
export const EARLIEST_REMINDER_DAYS = Math.max(...REMINDERS.map(({ days }) => days));

/** The fields of a key that decide about its reminders. */
export type RemindableKey = {
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** Whether the key was rotated, so that another key replaced it. */
  isReplaced: boolean;
};

/**
 * Returns the reminder that is due for a key at `now`, or null. It does not know whether the reminder exists already.
 *
 * At most one reminder is due: after an outage, earlier ones are left out. A key that was made within the days of a
 * reminder does not get it, because its owner has just chosen the expiry.
 */
export function dueReminder(
  { createdAt, expiresAt, revokedAt, isReplaced }: RemindableKey,
  now: Date,
): Reminder | null {
  if (!expiresAt || expiresAt <= now || revokedAt || isReplaced) return null;
  const latest = REMINDERS.find(({ days }) => addDays(expiresAt, -days) <= now);
  return latest && createdAt < addDays(expiresAt, -latest.days) ? latest : null;
}
