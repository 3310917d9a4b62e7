import fc from "fast-check";
import { expect, test } from "vitest";
import { freeSlug } from "#lib/text/slug";
import { slugOf } from "#lib/workspaces/slug";

test.each([
  ["Acme", "acme"],
  ["Acme Labs, Inc.", "acme-labs-inc"],
  ["Zürich", "zurich"],
  ["日本", "workspace-1"],
  ["New", "new-1"],
])("the slug of %s is %s", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test("every name gives a slug that fits in a URL as it is", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (name) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slugOf(name))));
});

test("a free slug is never one of those taken", () => {
  const slug = fc.constantFrom<string>("acme", "acme-2", "acme-3", "acme-5");
  fc.assert(fc.property(fc.array(slug), (taken) => !taken.includes(freeSlug("acme", new Set(taken)))));
});
