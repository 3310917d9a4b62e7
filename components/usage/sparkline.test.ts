import { expect, test } from "vitest";
import { barsOf } from "#components/usage/sparkline";

test("the highest bar takes all the room, the others their part of it, and days without calls have none", () => {
  expect(barsOf([10, 0, 5])).toBe("M0 16v-16h3v16zM8 16v-8h3v8z");
});

test("a single call beside many can still be seen", () => {
  expect(barsOf([1_000, 1])).toContain("M4 16v-2h3v2z");
});

test("no calls are no bars", () => {
  expect(barsOf([0, 0])).toBe("");
});
