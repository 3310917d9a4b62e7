import { expect, test } from "vitest";
import { readApiOptions } from "#bench/api/options";

test("measures everything by default", () => {
  expect(readApiOptions([])).toMatchObject({ parts: ["validations", "lists", "kinds"], rounds: 3, seconds: 2 });
});

test.each([
  [["--only", "validations,pages"], "There is no pages to measure"],
  [["--rounds", "none"], "none is not a number above 0"],
  [["--quick"], "Unknown option '--quick'"],
])("refuses %j", (args, message) => {
  expect(() => readApiOptions(args)).toThrow(message);
});
