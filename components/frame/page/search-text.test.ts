import { expect, test } from "vitest";
import { searchText } from "#components/frame/page/search-text";
import { SEARCH_MAX } from "#lib/listing/search";

test("searchText keeps only the start of a whole token", () => {
  const token = `mcp_2abc1${"x".repeat(44)}`;
  expect(searchText(` ${token} `, SEARCH_MAX)).toBe(` ${token.slice(0, 9)} `);
});

test("searchText cuts a text that is too long and changes nothing else", () => {
  expect(searchText("x".repeat(SEARCH_MAX + 1), SEARCH_MAX)).toBe("x".repeat(SEARCH_MAX));
  expect(searchText("mcp_2abc1…ef789 ", SEARCH_MAX)).toBe("mcp_2abc1…ef789 ");
});
