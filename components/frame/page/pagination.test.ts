import { expect, test } from "vitest";
import { shownCount } from "#components/frame/page/pagination";
import { listCount } from "#lib/listing/count";

test.each([
  [1, 1, "1 key"],
  [3, 3, "3 keys"],
  [50, 120, "50 of 120 keys"],
  [50, 1_000, "50 of 1,000 keys"],
  [50, 1_001, "50 of 1,000+ keys"],
])("shownCount shows %i of %i keys as %j", (shown, found, text) => {
  expect(shownCount(shown, listCount(found), "key")).toBe(text);
});
