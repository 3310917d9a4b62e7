import { expect, test } from "vitest";
import { pageHrefs } from "#components/keys/lists/key-lists-address";

test("a turn of one list leaves the others and the search where they are", () => {
  const view = { search: "lap top", usable: "1.key_a", ended: "2.key_b" };
  expect(pageHrefs("/mcp", view, "ended", { nextCursor: "3.key_c", headingId: "ended" })).toEqual({
    firstHref: "/mcp?search=lap+top&usable=1.key_a#ended",
    nextHref: "/mcp?search=lap+top&usable=1.key_a&ended=3.key_c#ended",
  });
});

test("the first page has no way back, and the last none on", () => {
  const view = { search: "", usable: null };
  expect(pageHrefs("/mcp", view, "usable", { nextCursor: null, headingId: "keys" })).toEqual({
    firstHref: null,
    nextHref: null,
  });
});
