import { expect, test } from "vitest";
import { counted, duration, percentage, shortNumber, wholeNumber } from "#lib/format/numbers";

test("wholeNumber groups digits, and shortNumber shortens large numbers", () => {
  expect(wholeNumber(12_345)).toBe("12,345");
  expect(shortNumber(12_345)).toBe("12.3k");
  expect(shortNumber(950)).toBe("950");
});

test("counted uses the singular only for one", () => {
  expect([counted(0, "call"), counted(1, "call"), counted(1_000, "call")]).toEqual([
    "0 calls",
    "1 call",
    "1,000 calls",
  ]);
});

test.each([
  [0, 0, "0%"],
  [0, 10, "0%"],
  [1, 100_000, "<0.1%"],
  [15, 1_000, "1.5%"],
  [10, 10, "100%"],
])("percentage shows %d of %d as %s", (part, of, words) => {
  expect(percentage(part, of)).toBe(words);
});

test.each([
  [0, "0 ms"],
  [0.42, "0.4 ms"],
  [9.96, "10 ms"],
  [84.4, "84 ms"],
  [999.6, "999 ms"],
  [1_000, "1 s"],
  [1_240, "1.2 s"],
])("duration shows %d ms as %s", (ms, words) => {
  expect(duration(ms)).toBe(words);
});
