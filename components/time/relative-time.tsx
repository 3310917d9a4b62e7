"use client";

import { useClock } from "#components/time/clock-provider";
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
    relative: () => relativeTime(at, now),
    until: () => daysUntil(at, now),
    date: () => calendarDate(at, timeZone),
  };
  return (
    <time dateTime={at.toISOString()} title={exactTime(at, timeZone)} className={className}>
      {words[as]()}
    </time>
  );
}
