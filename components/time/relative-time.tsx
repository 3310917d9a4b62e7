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

/** Shows a time in words, and the exact time with its zone in the tooltip. */
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

/** The clock of the page ticks twice a minute, so an event of this moment can seem to be in the future. */
function isJustNow(at: Date, now: Date): boolean {
  return at > now && at.getTime() - now.getTime() < MINUTE_MS;
}
