import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#lib/clock";

// The product's texts are English. The British order with the month as a word is clear to readers everywhere.
const LOCALE = "en-GB";

const UNITS = [
  { unit: "year", ms: 365 * DAY_MS, fromMs: 365 * DAY_MS },
  { unit: "month", ms: 30 * DAY_MS, fromMs: 60 * DAY_MS },
  { unit: "day", ms: DAY_MS, fromMs: DAY_MS },
  { unit: "hour", ms: HOUR_MS, fromMs: HOUR_MS },
  { unit: "minute", ms: MINUTE_MS, fromMs: MINUTE_MS },
] as const;

const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "always" });

const date = inZone({ dateStyle: "medium" });
const dayOfMonth = inZone({ day: "numeric", month: "short" });
const timeOfDay = inZone({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const exact = inZone({
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
  timeZoneName: "short",
});

/**
 * Makes a function that formats a date in a time zone. It keeps one formatter per zone, because making one takes a
 * hundred times as long as using it, and a list shows hundreds of dates.
 */
function inZone(options: Intl.DateTimeFormatOptions): (at: Date, timeZone: string | undefined) => string {
  const formats = new Map<string | undefined, Intl.DateTimeFormat>();
  return (at, timeZone) => {
    const format = formats.get(timeZone) ?? new Intl.DateTimeFormat(LOCALE, { ...options, timeZone });
    formats.set(timeZone, format);
    return format.format(at);
  };
}

/**
 * The distance of `at` from `now` in words: "just now", "3 minutes ago", "in 12 days".
 * It rounds towards now, so that "in 1 day" never means less than a day.
 */
export function relativeTime(at: Date, now: Date): string {
  const distanceMs = at.getTime() - now.getTime();
  const lengthMs = Math.abs(distanceMs);
  const size = UNITS.find(({ fromMs }) => lengthMs >= fromMs);
  if (!size) return distanceMs > SECOND_MS ? "in less than a minute" : "just now";
  return relative.format(Math.trunc(distanceMs / size.ms), size.unit);
}

/**
 * The days left until `at`, for an expiry: "in 1 day", "in 90 days". Unlike `relativeTime` it never uses months.
 * A part of a day counts as a whole day, so that a key created now for 90 days expires "in 90 days".
 * For the last day, and for a time that is over, the result is that of `relativeTime`.
 */
export function daysUntil(at: Date, now: Date): string {
  const leftMs = at.getTime() - now.getTime();
  if (leftMs <= 0) return relativeTime(at, now);
  if (leftMs < DAY_MS) return relativeTime(at, now);
  return relative.format(Math.ceil((leftMs - MINUTE_MS) / DAY_MS), "day");
}

/**
 * A date: "18 Feb 2027".
 * @param timeZone an IANA name; by default the zone of the machine
 */
export function calendarDate(at: Date, timeZone?: string): string {
  return date(at, timeZone);
}

/** A day in UTC for the axis of a chart: "18 Feb". */
export function shortDay(at: Date): string {
  return dayOfMonth(at, "UTC");
}

/**
 * A time to the second with its zone, for a tooltip: "18 Feb 2027, 14:03:09 UTC".
 * @param timeZone an IANA name; by default the zone of the machine
 */
export function exactTime(at: Date, timeZone?: string): string {
  return exact(at, timeZone);
}

/** The length of a wait, rounded up: "40 seconds", "1 minute", "2 hours". */
export function waitWords(seconds: number): string {
  const [length, unit] =
    seconds <= 60 ? [seconds, "second"] : seconds <= 3_600 ? [seconds / 60, "minute"] : [seconds / 3_600, "hour"];
  const rounded = Math.max(1, Math.ceil(length as number));
  return `${rounded} ${unit}${rounded === 1 ? "" : "s"}`;
}

/**
 * The end of a wait: "in 14 minutes, at 14:32".
 * @param timeZone an IANA name; by default the zone of the machine
 */
export function waitTime(seconds: number, now: Date, timeZone?: string): string {
  const minutes = Math.max(1, Math.ceil((seconds * SECOND_MS) / MINUTE_MS));
  const end = new Date(now.getTime() + minutes * MINUTE_MS);
  return `${relative.format(minutes, "minute")}, at ${timeOfDay(end, timeZone)}`;
}
