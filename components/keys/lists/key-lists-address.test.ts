import { expect, test } from "vitest";
import { pageHrefs } from "#components/keys/lists/key-lists-address";

test("pageHrefs keeps the search and the pages of the other lists", () => {
  const view = { search: "lap top", usable: "1.key_a", ended: "2.key_b" };
  expect(pageHrefs("/mcp", view, "ended", { nextCursor: "3.key_c", headingId: "ended" })).toEqual({
    firstHref: "/mcp?search=lap+top&usable=1.key_a#ended",
    nextHref: "/mcp?search=lap+top&usable=1.key_a&ended=3.key_c#ended",
  });
});

test("pageHrefs gives no first page on the first page and no next page on the last", () => {
  const view = { search: "", usable: null };
  expect(pageHrefs("/mcp", view, "usable", { nextCursor: null, headingId: "keys" })).toEqual({
    firstHref: null,
    nextHref: null,
  });
});
