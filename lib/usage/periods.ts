import { addDays, DAY_MS } from "#lib/clock";

/** How far back screens look, the shortest first. */
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
/** Days that are told one by one. */
const BY_DAY_MAX = 90;
/** The longest that is asked for. */
export const USAGE_DAYS_MAX = DAYS["1y"];

/** Days of UTC, each as its first instant. */
export type Span = {
  first: Date;
  /** The last one, which is not over yet. */
  last: Date;
  /** What is summed up together; weeks begin on Monday. */
  unit: "day" | "week";
};

/** The days of a period that ends today, as UTC has it at `now`. */
export function spanOf(period: Period, now: Date): Span {
  return lastDays(DAYS[period], now);
}

/** The last days, today included; more than `BY_DAY_MAX` are told by week and go back to the beginning of one. */
export function lastDays(days: number, now: Date): Span {
  const last = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
  const first = addDays(last, 1 - days);
  return days > BY_DAY_MAX ? { first: mondayOf(first), last, unit: "week" } : { first, last, unit: "day" };
}

/** The first day of each unit of the span, the oldest first. */
export function unitsOf({ first, last, unit }: Span): Date[] {
  const length = unit === "week" ? DAYS_OF_WEEK : 1;
  const count = Math.floor((last.getTime() - first.getTime()) / (length * DAY_MS)) + 1;
  return Array.from({ length: count }, (_, index) => addDays(first, index * length));
}

/** Every day of the span as PostgreSQL writes it, `2026-11-21`, the oldest first. */
export function daysOf(span: Span): string[] {
  return unitsOf({ ...span, unit: "day" }).map((day) => day.toISOString().slice(0, "2026-11-21".length));
}

function mondayOf(day: Date): Date {
  return addDays(day, -((day.getUTCDay() + DAYS_OF_WEEK - 1) % DAYS_OF_WEEK));
}
