import fc from "fast-check";
import { expect, test } from "vitest";
import { newsOfOffset, offsetInWords, TOLD_FROM_MS } from "#lib/time/offset-report";

/** What operators are told of these offsets, one after the other. */
function told(offsets: number[]): (string | null)[] {
  let toldMs: number | null = null;
  return offsets.map((offsetMs) => {
    const news = newsOfOffset(toldMs, offsetMs);
    if (news === "told") toldMs = offsetMs;
    if (news === "gone") toldMs = null;
    return news;
  });
}

test("an offset is told from two seconds on, once, again when it changes, and when it has gone", () => {
  expect(told([0, 1_999, 2_000, 2_100, 3_999, 4_000, 4_000])).toEqual([null, null, "told", null, null, "told", null]);
  expect(told([3_600_000, 3_600_100, 0, 0, -2_000])).toEqual(["told", null, "gone", null, "told"]);
  expect(told([-3_600_000, 3_600_000, 999])).toEqual(["told", "told", "gone"]);
});

test("an offset that moves around the limit is told once", () => {
  const nearLimit = fc.array(fc.integer({ min: 1_000, max: 2_900 }), { minLength: 1 });
  fc.assert(
    fc.property(nearLimit, (offsets) => {
      expect(told(offsets).filter((news) => news !== null).length).toBeLessThanOrEqual(1);
    }),
  );
});

test("small offsets are never told", () => {
  const small = fc.array(fc.double({ min: -TOLD_FROM_MS, max: TOLD_FROM_MS, minExcluded: true, maxExcluded: true }));
  fc.assert(fc.property(small, (offsets) => told(offsets).every((news) => news === null)));
});

test("the words say in which direction the clock is off", () => {
  expect(offsetInWords(3_600_040)).toBe("The clock of this machine is 3600.0 seconds ahead of the database's.");
  expect(offsetInWords(-2_500)).toBe("The clock of this machine is 2.5 seconds behind the database's.");
});
