import { expect, test } from "vitest";
import { keyLabel, nameList } from "#components/keys/facts/key-label";

test("a key without a name is called by the start of its token", () => {
  expect(keyLabel({ name: null, mask: "mcp_2abc1…ef789" })).toBe("mcp_2abc1…");
  expect(keyLabel({ name: "Laptop", mask: "mcp_2abc1…ef789" })).toBe("Laptop");
});

test.each([
  [[], ""],
  [["Acme"], "Acme"],
  [["Acme", "Labs"], "Acme and Labs"],
  [["Acme", "Labs", "Ops"], "Acme, Labs and Ops"],
  [["Acme", "Labs", "Ops", "HR"], "Acme, Labs and 2 more"],
])("the names %o read %o", (names, text) => {
  expect(nameList(names)).toBe(text);
});

test("long names are cut without splitting a character", () => {
  expect(nameList(["😀".repeat(40)])).toBe(`${"😀".repeat(27)}…`);
});
