import { expect, test } from "vitest";
import { searchText } from "#components/frame/page/search-text";
import { SEARCH_MAX } from "#lib/listing/search";

test("of a whole token the start alone comes into the address", () => {
  const token = `mcp_2abc1${"x".repeat(44)}`;
  expect(searchText(` ${token} `, SEARCH_MAX)).toBe(` ${token.slice(0, 9)} `);
});

test("what is too long is cut, and all else stays as it was typed", () => {
  expect(searchText("x".repeat(SEARCH_MAX + 1), SEARCH_MAX)).toBe("x".repeat(SEARCH_MAX));
  expect(searchText("mcp_2abc1…ef789 ", SEARCH_MAX)).toBe("mcp_2abc1…ef789 ");
});
