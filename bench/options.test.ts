import { expect, test } from "vitest";
import { LANE_NAMES } from "#bench/lane-names";
import { readOptions } from "#bench/options";

test("measures everything in long windows by default", () => {
  expect(readOptions([])).toMatchObject({
    lanes: [...LANE_NAMES],
    connections: [1, 16, 64],
    rounds: 3,
    seconds: 4,
    manyKeys: 1_000_000,
    soakSeconds: 0,
  });
});

test("shortens a quick run, except for explicit options", () => {
  expect(readOptions(["--quick", "--rounds", "5"])).toMatchObject({ rounds: 5, seconds: 1, manyKeys: 100_000 });
});

test.each([
  [["--only", "direct,nginy"], "There is no nginy to measure"],
  [["--connections", "16,many"], "many is not a number above 0"],
  [["--fast"], "Unknown option '--fast'"],
])("refuses %j", (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
