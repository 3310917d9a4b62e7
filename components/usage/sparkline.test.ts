import { expect, test } from "vitest";
import { barsOf } from "#components/usage/sparkline";

test("barsOf gives the highest bar the full height, scales the others, and draws no bar for a day without calls", () => {
  expect(barsOf([10, 0, 5])).toBe("M0 16v-16h3v16zM8 16v-8h3v8z");
});

test("barsOf gives a single call beside many a visible height", () => {
  expect(barsOf([1_000, 1])).toContain("M4 16v-2h3v2z");
});

test("barsOf draws no bars without calls", () => {
  expect(barsOf([0, 0])).toBe("");
});
