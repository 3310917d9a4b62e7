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
])("turns the name %s into the slug %s", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test("turns every name into a slug that needs no escape in a URL", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (name) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slugOf(name))));
});

test("never returns a slug that is taken", () => {
  const slug = fc.constantFrom<string>("acme", "acme-2", "acme-3", "acme-5");
  fc.assert(fc.property(fc.array(slug), (taken) => !taken.includes(freeSlug("acme", new Set(taken)))));
});
