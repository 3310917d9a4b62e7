import { addDays, DAY_MS } from "#lib/clock";

/** The periods that screens offer. The shortest comes first. */
export const PERIODS = ["7d", "30d", "90d", "1y"] as const;
export type Period = (typeof PERIODS)[number];

export const PERIOD_LABELS: Record<Period, string> = {
  "7d": "7 days",
  "30d": "30 days",
  "90d": "90 days",
  "1y": "1 year",
};

const DAYS: Record<Period, number> = { "7d": 7, "30d": 30, "90d": 90, "1y": 365 };
const DAYS_OF_WEEK = 7;
/** The longest span that is shown by day. Longer spans are shown by week. */
const BY_DAY_MAX = 90;
/** The longest span that the API accepts, in days. */
export const USAGE_DAYS_MAX = DAYS["1y"];

/** A span of days (UTC). Each day is given by its first instant. */
export type Span = {
  first: Date;
  /** The last day, which is today. */
  last: Date;
  /** The unit by which calls are added up. Weeks begin on Monday. */
  unit: "day" | "week";
};

/** Returns the days of a period that ends today (UTC) at `now`. */
export function spanOf(period: Period, now: Date): Span {
  return lastDays(DAYS[period], now);
}

/** Returns the last days, today included. A span of more than `BY_DAY_MAX` days is by week and starts on a Monday. */
export function lastDays(days: number, now: Date): Span {
  const last = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
  const first = addDays(last, 1 - days);
  return days > BY_DAY_MAX ? { first: mondayOf(first), last, unit: "week" } : { first, last, unit: "day" };
}

/** Lists the first day of each unit of the span. The oldest comes first. */
export function unitsOf({ first, last, unit }: Span): Date[] {
  const length = unit === "week" ? DAYS_OF_WEEK : 1;
  const count = Math.floor((last.getTime() - first.getTime()) / (length * DAY_MS)) + 1;
  return Array.from({ length: count }, (_, index) => addDays(first, index * length));
}

/** Lists every day of the span in PostgreSQL's form, such as `2026-11-21`. The oldest comes first. */
export function daysOf(span: Span): string[] {
  return unitsOf({ ...span, unit: "day" }).map((day) => day.toISOString().slice(0, "2026-11-21".length));
}

function mondayOf(day: Date): Date {
  return addDays(day, -((day.getUTCDay() + DAYS_OF_WEEK - 1) % DAYS_OF_WEEK));
}
