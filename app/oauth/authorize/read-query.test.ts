import fc from "fast-check";
import { expect, test } from "vitest";
import { readQuery } from "#app/oauth/authorize/read-query";
import { returnPath, withReturn } from "#lib/auth/sign-in/return-path";

const OWN = "https://keys.acme.com";

/** Reads an address as Next.js does. */
function partsOf(query: URLSearchParams): Record<string, string | string[]> {
  const parts: Record<string, string | string[]> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    parts[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return parts;
}

const NAMES = ["client_id", "redirect_uri", "state", "scope", "resource"] as const;
const pairs = fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.string({ unit: "binary" })), { maxLength: 12 });

test("a request comes back from the sign-in as it was, with its repeated parameters", () => {
  fc.assert(
    fc.property(pairs, (given) => {
      const asked = new URLSearchParams(given);
      const path = returnPath(`/oauth/authorize?${asked}`, OWN);
      const signIn = new URL(withReturn("/sign-in", path), OWN);
      const back = new URL(returnPath(signIn.searchParams.get("callbackUrl") ?? "", OWN), OWN);
      const read = readQuery(partsOf(back.searchParams));
      for (const name of NAMES) expect(read.getAll(name)).toEqual(asked.getAll(name));
    }),
  );
});

test("the way back leads to no other site", () => {
  expect(withReturn("/sign-up", returnPath("https://evil.example/", OWN))).toBe("/sign-up");
});
