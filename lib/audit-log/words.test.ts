import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changesBetween, factsOf, fieldLabel } from "#lib/audit-log/words";

const json = fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<unknown>);

describe("changes", () => {
  test("are the fields that differ, in words", () => {
    const before = { name: "Notes", callTimeoutSeconds: null, unprefixed: false, headerNames: ["A"], role: "member" };
    const after = { name: "Notes", callTimeoutSeconds: 5, unprefixed: true, headerNames: ["A", "B"], role: "admin" };
    expect(changesBetween(before, after)).toEqual([
      { field: "Time limit of a call, in seconds", before: null, after: "5" },
      { field: "Tool names without prefix", before: "No", after: "Yes" },
      { field: "Headers", before: "A", after: "A, B" },
      { field: "Role", before: "Member", after: "Admin" },
    ]);
  });

  test("of what is made or removed are all of its fields", () => {
    expect(changesBetween(null, { name: "Notes", slug: "notes" })).toEqual([
      { field: "Name", before: null, after: "Notes" },
      { field: "Name in addresses", before: null, after: "notes" },
    ]);
    expect(changesBetween({ name: "Notes" }, null)).toEqual([{ field: "Name", before: "Notes", after: null }]);
  });

  test("between equals there are none, whatever is stored", () => {
    fc.assert(
      fc.property(json, (state) => {
        expect(changesBetween(state, state)).toEqual([]);
      }),
    );
  });

  test("have no side that is no text, whatever is stored", () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        for (const change of changesBetween(before, after)) {
          expect(change.before !== change.after).toBe(true);
          for (const side of [change.before, change.after]) expect(side === null || side !== "").toBe(true);
        }
      }),
    );
  });
});

test("an instant is told exactly, an id by its name where that is known", () => {
  const nameOf = (id: string) => (id === "ws_1" ? "Acme" : undefined);
  expect(factsOf({ expiresAt: "2026-11-21T12:00:00.000Z", workspaceIds: ["ws_1", "ws_2"] }, nameOf)).toEqual([
    { label: "Expires", value: "21 Nov 2026, 12:00:00 UTC" },
    { label: "Workspaces", value: "Acme, ws_2" },
  ]);
});

test("details that say nothing are left out", () => {
  expect(factsOf({ reason: null, replacedQuery: false, replacedHeaders: [], note: "" })).toEqual([]);
});

test("a field without a word of its own is taken apart", () => {
  expect(fieldLabel("lastUsedAddress")).toBe("Last used address");
});
