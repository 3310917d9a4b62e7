import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, DAY_MS } from "#lib/clock";
import { daysOf, PERIODS, spanOf, unitsOf } from "#lib/usage/periods";

const day = (text: string) => new Date(`${text}T00:00:00.000Z`);
const NOW = new Date("2026-11-21T12:00:00.000Z");

test("a week has seven days and ends today", () => {
  expect(spanOf("7d", NOW)).toEqual({ first: day("2026-11-15"), last: day("2026-11-21"), unit: "day" });
  expect(daysOf(spanOf("7d", NOW))).toEqual(
    ["15", "16", "17", "18", "19", "20", "21"].map((number) => `2026-11-${number}`),
  );
});

test("a year has weeks that begin on Monday, and the first week is complete", () => {
  const span = spanOf("1y", NOW);
  expect(span).toEqual({ first: day("2025-11-17"), last: day("2026-11-21"), unit: "week" });
  expect(unitsOf(span)).toHaveLength(53);
  expect(unitsOf(span).at(-1)).toEqual(day("2026-11-16"));
});

test("a day is a day of UTC, to the millisecond", () => {
  expect(spanOf("7d", new Date("2026-11-20T23:59:59.999Z")).last).toEqual(day("2026-11-20"));
  expect(spanOf("7d", new Date("2026-11-21T00:00:00.000Z")).last).toEqual(day("2026-11-21"));
});

test("every day belongs to exactly one unit, and today is included, at any time", () => {
  const anyTime = fc.date({ min: day("2020-01-01"), max: day("2060-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(anyTime, fc.constantFrom(...PERIODS), (now, period) => {
      const span = spanOf(period, now);
      const units = unitsOf(span);
      const length = span.unit === "week" ? 7 : 1;
      expect(units[0]).toEqual(span.first);
      for (const [index, unit] of units.entries()) expect(unit).toEqual(addDays(span.first, index * length));
      expect(daysOf(span).at(-1)).toBe(now.toISOString().slice(0, 10));
      expect((span.last.getTime() - (units.at(-1)?.getTime() ?? 0)) / DAY_MS).toBeLessThan(length);
      if (span.unit === "week") expect(span.first.getUTCDay()).toBe(1);
    }),
  );
});
