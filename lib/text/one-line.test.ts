import { expect, test } from "vitest";
import { oneLine } from "#lib/text/one-line";

test.each([
  ["claude-code", "claude-code"],
  ["evil\0\r\n\u001b[31m", "evil[31m"],
  ["x".repeat(500), "x".repeat(20)],
  [`\n${"y".repeat(500)}`, "y".repeat(20)],
  ["\0\n", null],
  ["", null],
  [null, null],
])("turns %j into %j", (text, kept) => expect(oneLine(text, 20)).toBe(kept));

test("leaves out what a reader does not see", () => {
  expect(oneLine("\u202ecursor\u200b/1.2\u2028", 20)).toBe("cursor/1.2");
});
