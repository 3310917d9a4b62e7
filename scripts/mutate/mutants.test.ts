import { expect, test } from "vitest";
import { mutantsOf } from "#scripts/mutate/mutants";

/** Every changed version of one line of source. */
function versionsOf(text: string): string[] {
  return mutantsOf("x.ts", text).map(({ start, end, after }) => text.slice(0, start) + after + text.slice(end));
}

test("moves boundaries", () => {
  expect(versionsOf("const a = b < c;")).toContain("const a = b <= c;");
});

test("swaps logic and negations", () => {
  expect(versionsOf("const a = b && !c;")).toEqual(["const a = b || !c;", "const a = b && c;"]);
});

test("decides conditions either way", () => {
  expect(versionsOf("if (a) b = 1;")).toEqual(expect.arrayContaining(["if (true) b = 1;", "if (false) b = 1;"]));
});

test("removes statements, but not those that only log", () => {
  expect(versionsOf("save(a);")).toEqual([";"]);
  expect(versionsOf('log().warn("text");')).toEqual([]);
});

test("drops conditions of a query", () => {
  expect(versionsOf("find({ where: { id, userId } });")).toContain("find({ where: { ...{}, userId } });");
});

test("leaves types, imports and texts alone", () => {
  expect(versionsOf('import a from "b";\ntype C = { d: 1 };\nconst e = "f" + g;')).toEqual([]);
});
