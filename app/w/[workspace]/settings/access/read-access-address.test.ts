import fc from "fast-check";
import { expect, test } from "vitest";
import { readAccessAddress } from "#app/w/[workspace]/settings/access/read-access-address";
import { accessAddress } from "#components/access/access-address";
import { KEY_FILTERS } from "#lib/keys/limits";

const partsOf = (address: string) => Object.fromEntries(new URL(address, "http://localhost").searchParams);

test("what is written into an address is read back from it", () => {
  const search = fc.string({ maxLength: 100 }).map((text) => text.trim());
  fc.assert(
    fc.property(
      search,
      fc.constantFrom(...KEY_FILTERS),
      fc.date({ min: new Date(0), noInvalidDate: true }),
      fc.stringMatching(/^key_[0-9a-z]{26}$/),
      (text, filter, at, id) => {
        fc.pre(at.getTime() < 1e15);

        const address = accessAddress("/access", { search: text, filter, cursor: `${at.getTime()}.${id}` });
        expect(readAccessAddress(partsOf(address))).toEqual({ search: text, filter, cursor: { createdAt: at, id } });
      },
    ),
  );
});

test("the list as it opens has an address without a query", () => {
  expect(accessAddress("/access", { search: "", filter: "usable" })).toBe("/access");
});

test("parts that make no sense are left out", () => {
  const nothing = { search: "", filter: "usable", cursor: null };
  expect(readAccessAddress({ search: "x".repeat(101), status: "everything", cursor: "../../etc" })).toEqual(nothing);
  expect(readAccessAddress({ search: ["a", "b"] }).search).toBe("a");
  expect(readAccessAddress({ search: "\0" })).toEqual(nothing);
});
