import fc from "fast-check";
import { expect, test } from "vitest";
import { readAuditAddress } from "#app/w/[workspace]/settings/audit/read-audit-address";
import { ALL_EVENTS, auditAddress } from "#components/audit/audit-address";
import { AUDIT_GROUPS } from "#lib/audit-log/dto";

const partsOf = (address: string) => Object.fromEntries(new URL(address, "http://localhost").searchParams);

test("reads back from an address what was written into it", () => {
  const id = (prefix: string) => fc.option(fc.stringMatching(new RegExp(`^${prefix}_[0-9a-z]{26}$`)));
  const day = fc.option(
    fc
      .date({ min: new Date("2000-01-01"), max: new Date("2199-12-31"), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10)),
  );
  const actor = fc.oneof(id("usr"), fc.constantFrom("system", "operator"));
  const group = fc.option(fc.constantFrom(...AUDIT_GROUPS));
  fc.assert(
    fc.property(fc.record({ actor, group, target: id("key"), from: day, to: day }), (filters) => {
      const cursor = "1763726400000.evt_01k9zzzzzzzzzzzzzzzzzzzzzz";
      const read = readAuditAddress(partsOf(auditAddress("/audit", filters, { cursor })));
      expect(read).toEqual({ filters, cursor: { at: new Date(1_763_726_400_000), id: cursor.split(".")[1] } });
    }),
  );
});

test("gives the default log an address without a query", () => {
  expect(auditAddress("/audit", ALL_EVENTS)).toBe("/audit");
});

test("ignores parameters with an invalid value", () => {
  const nonsense = {
    actor: "'; DROP",
    about: "secrets",
    target: "\0",
    from: "2026-02-30",
    to: "9999-12-31",
    cursor: "1",
  };
  expect(readAuditAddress(nonsense)).toEqual({ filters: ALL_EVENTS, cursor: null });
  expect(readAuditAddress({ about: ["keys", "policy"] }).filters.group).toBe("keys");
});
