import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changesBetween, factsOf, fieldLabel } from "#lib/audit-log/words";

const json = fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<unknown>);

describe("changes", () => {
  test("contain the fields that differ, in words", () => {
    const before = { name: "Notes", callTimeoutSeconds: null, unprefixed: false, headerNames: ["A"], role: "member" };
    const after = { name: "Notes", callTimeoutSeconds: 5, unprefixed: true, headerNames: ["A", "B"], role: "admin" };
    expect(changesBetween(before, after)).toEqual([
      { field: "Time limit of a call, in seconds", before: null, after: "5" },
      { field: "Tool names without prefix", before: "No", after: "Yes" },
      { field: "Headers", before: "A", after: "A, B" },
      { field: "Role", before: "Member", after: "Admin" },
    ]);
  });

  test("contain all fields of a thing that was made or removed", () => {
    expect(changesBetween(null, { name: "Notes", slug: "notes" })).toEqual([
      { field: "Name", before: null, after: "Notes" },
      { field: "Name in addresses", before: null, after: "notes" },
    ]);
    expect(changesBetween({ name: "Notes" }, null)).toEqual([{ field: "Name", before: "Notes", after: null }]);
  });

  test("are empty between equal states, with any stored values", () => {
    fc.assert(
      fc.property(json, (state) => {
        expect(changesBetween(state, state)).toEqual([]);
      }),
    );
  });

  test("have two different sides that are null or text, with any stored values", () => {
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

test("writes an instant exactly, and the name instead of an id if the name is known", () => {
  const nameOf = (id: string) => (id === "ws_1" ? "Acme" : undefined);
  expect(factsOf({ expiresAt: "2026-11-21T12:00:00.000Z", workspaceIds: ["ws_1", "ws_2"] }, nameOf)).toEqual([
    { label: "Expires", value: "21 Nov 2026, 12:00:00 UTC" },
    { label: "Workspaces", value: "Acme, ws_2" },
  ]);
});

test("leaves out details that say nothing", () => {
  expect(factsOf({ reason: null, replacedQuery: false, replacedHeaders: [], note: "" })).toEqual([]);
});

test("splits the name of a field without a label into words", () => {
  expect(fieldLabel("lastUsedAddress")).toBe("Last used address");
});
