import { HOUR_MS, MINUTE_MS } from "#lib/clock";

/** A server is in trouble for so long before its admins are told, because most failures are over at the next attempt. */
export const CONFIRMED_AFTER_MS = MINUTE_MS;
/** A server works for so long before its trouble is over. One that works now and then stays in the same trouble. */
export const STEADY_AFTER_MS = 5 * MINUTE_MS;
/** The longest time between two attempts to connect to a server in trouble. */
const LONGEST_PAUSE_MS = HOUR_MS;
/** So many calls in a row mean that calls fail although Latchkey can connect, unless the last was long ago. */
export const FAILED_CALLS_IN_A_ROW = 5;
export const FAILED_CALLS_COUNT_MS = 10 * MINUTE_MS;

/** What is remembered of a server from one check to the next. */
export type Health = {
  troubledSince: Date | null;
  /** Since when a server in trouble has worked again; null while it does not. */
  worksAgainSince: Date | null;
  /** When its admins were told of the trouble; null when they do not know of any. */
  toldAt: Date | null;
};

/** What a check found out. */
export type Evidence = {
  isInTrouble: boolean;
  /** Whether it has ever worked. Whoever connects a server that never does sees that at once, so nobody else is told. */
  hasWorked: boolean;
};

/** What admins are told: that a server does not work, or that it works again. */
export type News = "failing" | "recovered";

type Verdict = {
  health: Health;
  news: News | null;
  /** The time of the next check; null for none until a call fails. */
  checkAt: Date | null;
};

const WELL: Health = { troubledSince: null, worksAgainSince: null, toldAt: null };

/**
 * Judges a server after a check. Admins are told once that a server does not work, after the failure was confirmed, and
 * once that it works again, after it has worked for a while. However often it changes in between, they hear nothing.
 */
export function judge(before: Health, { isInTrouble, hasWorked }: Evidence, now: Date): Verdict {
  // A time in the future is from before the clock was set back.
  const since = (time: Date | null) => (time !== null && time <= now ? time : now);
  const lasts = (from: Date) => now.getTime() - from.getTime();
  if (isInTrouble) {
    const troubledSince = since(before.troubledSince);
    const isNews = before.toldAt === null && hasWorked && lasts(troubledSince) >= CONFIRMED_AFTER_MS;
    const pauseMs = Math.min(Math.max(lasts(troubledSince) / 2, CONFIRMED_AFTER_MS), LONGEST_PAUSE_MS);
    return {
      health: { troubledSince, worksAgainSince: null, toldAt: isNews ? now : before.toldAt },
      news: isNews ? "failing" : null,
      checkAt: new Date(now.getTime() + pauseMs),
    };
  }
  if (before.troubledSince === null) return { health: WELL, news: null, checkAt: null };
  const worksAgainSince = since(before.worksAgainSince);
  if (lasts(worksAgainSince) >= STEADY_AFTER_MS) {
    return { health: WELL, news: before.toldAt ? "recovered" : null, checkAt: null };
  }
  const checkAt = new Date(now.getTime() + CONFIRMED_AFTER_MS);
  return { health: { ...before, worksAgainSince }, news: null, checkAt };
}
