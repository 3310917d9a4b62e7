import { expect, test } from "vitest";
import { compareNames } from "#lib/format/names";

test("numbers in names count as numbers, and case does not part what belongs together", () => {
  const sorted = ["Team 10", "beta", "Team 9", "Alpha", "Éclair", "alpha 2"]
    .map((name) => ({ name }))
    .sort(compareNames);
  expect(sorted.map(({ name }) => name)).toEqual(["Alpha", "alpha 2", "beta", "Éclair", "Team 9", "Team 10"]);
});
