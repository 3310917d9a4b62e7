import fc from "fast-check";
import { expect, test } from "vitest";
import { readAccessAddress } from "#app/w/[workspace]/settings/access/read-access-address";
import { accessAddress, OPENED } from "#components/access/access-address";
import { newId } from "#lib/ids";
import { ACCESS_FILTERS, KEY_FILTERS, KEY_SORTS, KIND_FILTERS } from "#lib/keys/lists/options";

const partsOf = (address: string) => Object.fromEntries(new URL(address, "http://localhost").searchParams);

const view = fc.record({
  search: fc.string({ maxLength: 100 }).map((text) => text.trim()),
  filter: fc.constantFrom(...KEY_FILTERS),
  kind: fc.constantFrom(...KIND_FILTERS),
  access: fc.constantFrom(...ACCESS_FILTERS),
  owner: fc.constantFrom(null, "service", newId("usr")),
  unused: fc.boolean(),
  sort: fc.constantFrom(...KEY_SORTS),
});

test("reads back from an address what was written into it", () => {
  const usedAt = fc.option(fc.date({ min: new Date(0), max: new Date(1e15 - 1), noInvalidDate: true }));
  fc.assert(
    fc.property(view, usedAt, fc.stringMatching(/^key_[0-9a-z]{26}$/), (shown, lastUsedAt, id) => {
      const cursor = `${lastUsedAt?.getTime() ?? "never"}.${id}`;
      const address = accessAddress("/access", { ...shown, cursor });
      expect(readAccessAddress(partsOf(address))).toEqual({ ...shown, cursor: { lastUsedAt, id } });
    }),
  );
});

test("gives the default list an address without a query", () => {
  expect(accessAddress("/access", OPENED)).toBe("/access");
  expect(readAccessAddress({})).toEqual({ ...OPENED, cursor: null });
});

test("ignores parameters with an invalid value", () => {
  const nothing = { ...OPENED, cursor: null };
  const nonsense = { status: "everything", access: "some", owner: "usr_1", unused: "1", sort: "up", cursor: "../etc" };
  expect(readAccessAddress({ search: "x".repeat(101), ...nonsense })).toEqual(nothing);
  expect(readAccessAddress({ search: ["a", "b"] }).search).toBe("a");
  expect(readAccessAddress({ search: "\0" })).toEqual(nothing);
});
