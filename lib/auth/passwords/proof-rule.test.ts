import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type KeyGrant, ORDINARY_KEY_DAYS, reasonForProof } from "#lib/auth/passwords/proof-rule";
import { ROLES } from "#lib/auth/permissions";
import { DAY_MS } from "#lib/clock";

const ORDINARY_MS = ORDINARY_KEY_DAYS * DAY_MS;

const lifetime = fc.option(fc.integer({ min: 1, max: 4 * ORDINARY_MS }), { nil: null });
const anyKey: fc.Arbitrary<KeyGrant> = fc.record({ exceedsReading: fc.boolean(), lifetimeMs: lifetime });
const ordinaryKey: fc.Arbitrary<KeyGrant> = fc.record({
  exceedsReading: fc.constant(false),
  lifetimeMs: fc.integer({ min: 1, max: ORDINARY_MS }),
});
const role = fc.constantFrom(...ROLES);

const needsProof = (grant: Parameters<typeof reasonForProof>[0]) => reasonForProof(grant) !== null;
const asMs = (lifetimeMs: number | null) => lifetimeMs ?? Number.POSITIVE_INFINITY;

describe("a new key", () => {
  test("needs no proof when it only reads and ends within 90 days", () => {
    fc.assert(fc.property(ordinaryKey, (key) => !needsProof({ kind: "new_key", key })));
  });

  test("needs proof when it does more than read, whatever its lifetime", () => {
    fc.assert(
      fc.property(lifetime, (lifetimeMs) => needsProof({ kind: "new_key", key: { exceedsReading: true, lifetimeMs } })),
    );
  });

  test("needs proof when it works for one millisecond more than 90 days, or for ever", () => {
    for (const lifetimeMs of [ORDINARY_MS + 1, null]) {
      expect(reasonForProof({ kind: "new_key", key: { exceedsReading: false, lifetimeMs } })).toBe("long_lived");
    }
    expect(reasonForProof({ kind: "new_key", key: { exceedsReading: false, lifetimeMs: ORDINARY_MS } })).toBeNull();
  });

  test("that gives no more than another one needs proof only if the other one does", () => {
    fc.assert(
      fc.property(anyKey, anyKey, (key, greater) => {
        fc.pre(!key.exceedsReading || greater.exceedsReading);
        fc.pre(asMs(key.lifetimeMs) <= asMs(greater.lifetimeMs));
        return !needsProof({ kind: "new_key", key }) || needsProof({ kind: "new_key", key: greater });
      }),
    );
  });
});

describe("a rotation", () => {
  test("needs proof whenever the new key would need it, because its token is new", () => {
    fc.assert(
      fc.property(anyKey, anyKey, (key, old) => {
        fc.pre(needsProof({ kind: "new_key", key }));
        return needsProof({ kind: "new_token", key, old });
      }),
    );
  });

  test("of an ordinary key needs proof exactly when the new key works for longer", () => {
    fc.assert(
      fc.property(ordinaryKey, ordinaryKey, (key, old) => {
        const isLonger = asMs(key.lifetimeMs) > asMs(old.lifetimeMs);
        return needsProof({ kind: "new_token", key, old }) === isLonger;
      }),
    );
  });

  test("of an ordinary key with the same lifetime needs none", () => {
    fc.assert(fc.property(ordinaryKey, (key) => !needsProof({ kind: "new_token", key, old: key })));
  });
});

describe("a role", () => {
  test("needs proof when it is owner or admin and an invitation gives it", () => {
    fc.assert(fc.property(role, (after) => needsProof({ kind: "role", before: null, after }) === (after !== "member")));
  });

  test("needs proof exactly when a member becomes more powerful", () => {
    fc.assert(
      fc.property(role, role, (before, after) => {
        const isRaised = ROLES.indexOf(after) < ROLES.indexOf(before);
        return needsProof({ kind: "role", before, after }) === isRaised;
      }),
    );
  });
});

test("a changed key needs proof exactly when it can do more than before, and an API token always does", () => {
  expect(reasonForProof({ kind: "changed_key", isWider: true })).toBe("wider");
  expect(reasonForProof({ kind: "changed_key", isWider: false })).toBeNull();
  expect(reasonForProof({ kind: "api_token" })).toBe("api_token");
});
