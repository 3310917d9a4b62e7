"use client";

import { useClock } from "#components/time/clock-provider";
import { MINUTE_MS } from "#lib/clock";
import { calendarDate, daysUntil, exactTime, relativeTime } from "#lib/format/dates";

type TimeProps = {
  at: Date;
  /** `relative`: "3 minutes ago"; `until`: "in 90 days"; `date`: "18 Feb 2027". */
  as?: "relative" | "until" | "date";
  className?: string;
};

/** A time in words, exact with its zone in the tooltip. */
export function RelativeTime({ at, as = "relative", className }: TimeProps) {
  const { now, timeZone } = useClock();
  const words = {
    relative: () => relativeTime(at, isJustNow(at, now) ? at : now),
    until: () => daysUntil(at, now),
    date: () => calendarDate(at, timeZone),
  };
  return (
    <time dateTime={at.toISOString()} title={exactTime(at, timeZone)} className={className}>
      {words[as]()}
    </time>
  );
}

/** The page's clock ticks twice a minute, so what has just happened can seem to lie ahead of it. */
function isJustNow(at: Date, now: Date): boolean {
  return at > now && at.getTime() - now.getTime() < MINUTE_MS;
}
