import { expect, test } from "vitest";
import { compareNames, nameList, shortNameList } from "#lib/format/names";

test("compareNames compares numbers in names as numbers and ignores case", () => {
  const sorted = ["Team 10", "beta", "Team 9", "Alpha", "Éclair", "alpha 2"]
    .map((name) => ({ name }))
    .sort(compareNames);
  expect(sorted.map(({ name }) => name)).toEqual(["Alpha", "alpha 2", "beta", "Éclair", "Team 9", "Team 10"]);
});

test("nameList shows every name in full", () => {
  expect(nameList(["Acme", "Labs", "Ops", "x".repeat(40)])).toBe(`Acme, Labs, Ops and ${"x".repeat(40)}`);
});

test.each([
  [[], ""],
  [["Acme"], "Acme"],
  [["Acme", "Labs"], "Acme and Labs"],
  [["Acme", "Labs", "Ops"], "Acme, Labs and Ops"],
  [["Acme", "Labs", "Ops", "HR"], "Acme, Labs and 2 more"],
])("shortNameList shows the names %o as %j", (names, text) => {
  expect(shortNameList(names)).toBe(text);
});

test("shortNameList cuts long names without splitting a character", () => {
  expect(shortNameList(["😀".repeat(40)])).toBe(`${"😀".repeat(27)}…`);
});
