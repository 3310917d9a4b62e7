import { addDays } from "#lib/clock";
import type { KeyNoticeKind } from "#lib/notices/dto";

/** The reminders before a key expires, the nearest first. */
const REMINDERS = [
  { kind: "key.expires_in_1_day", days: 1 },
  { kind: "key.expires_in_7_days", days: 7 },
] as const satisfies { kind: KeyNoticeKind; days: number }[];

export type Reminder = (typeof REMINDERS)[number];

/** From so many days before its expiry a key may be due for a reminder. */
export const EARLIEST_REMINDER_DAYS = Math.max(...REMINDERS.map(({ days }) => days));

export type RemindableKey = {
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** Whether another key took its place. */
  isReplaced: boolean;
};

/**
 * The reminder that is due for a key at `now`, whether or not it was sent already. At most one: whoever comes late
 * (a server that was down) sends the nearest and leaves out those before it. None for a key that was made within the
 * time that the reminder is about: its owner has just chosen that expiry.
 */
export function dueReminder(
  { createdAt, expiresAt, revokedAt, isReplaced }: RemindableKey,
  now: Date,
): Reminder | null {
  if (!expiresAt || expiresAt <= now || revokedAt || isReplaced) return null;
  const nearest = REMINDERS.find(({ days }) => addDays(expiresAt, -days) <= now);
  return nearest && createdAt < addDays(expiresAt, -nearest.days) ? nearest : null;
}
