import { calendarDate, shortDay } from "#lib/format/dates";
import type { UsageGroup, UsageSums, UsageUnit } from "#lib/usage/dto";
import type { OutcomeClass } from "#lib/usage/outcome-class";

/** The data of one bar of a chart: a day, a week or a group. */
export type ChartPoint = Record<OutcomeClass, number> & {
  id: string;
  /** The label on the axis. */
  label: string;
  /** The title of the tooltip. */
  title: string;
  calls: number;
  meanMs: number | null;
};

const LABEL_MAX = 18;

/** The bar of a day or a week. */
export function pointOfUnit(unit: "day" | "week", { from, ...sums }: UsageUnit): ChartPoint {
  return { id: from.toISOString(), label: shortDay(from), title: unitName(unit, from), ...counts(sums) };
}

/** The bar of a group. A long name is cut on the axis. */
export function pointOfGroup(group: UsageGroup, name: string): ChartPoint {
  const characters = [...name];
  const label = characters.length > LABEL_MAX ? `${characters.slice(0, LABEL_MAX - 1).join("")}…` : name;
  return { id: group.id, label, title: [name, group.detail].filter(Boolean).join(" · "), ...counts(group) };
}

/** The name of a day or a week: "18 Feb 2027", "Week of 15 Feb 2027". */
export function unitName(unit: "day" | "week", from: Date): string {
  const day = calendarDate(from, "UTC");
  return unit === "day" ? day : `Week of ${day}`;
}

function counts({ calls, succeeded, failed, refused, cancelled, meanMs }: UsageSums) {
  return { calls, succeeded, failed, refused, cancelled, meanMs };
}
