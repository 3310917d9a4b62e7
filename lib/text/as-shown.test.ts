import { expect, test } from "vitest";
import { asShown } from "#lib/text/as-shown";

test.each([
  ["Acme", "Acme\u200b"],
  ["Acme GmbH", " Acme  GmbH\n"],
  ["Zoë", "Zoe\u0308"],
  ["Acme", "\u202eAcme\u202c"],
])("%j is what a person types for %j", (typed, stored) => {
  expect(asShown(typed)).toBe(asShown(stored));
});

test("names that look different stay different", () => {
  expect(asShown("Acme")).not.toBe(asShown("Acme 2"));
});
