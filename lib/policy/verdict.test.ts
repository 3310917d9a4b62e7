import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS } from "#lib/clock";
import { OPEN_POLICY, type Policy, type PolicyClient } from "#lib/policy/dto";
import { type PolicySubject, policyBlocks } from "#lib/policy/verdict";

const key: PolicySubject = {
  hasFullAccess: false,
  createdAtMs: 0,
  expiresAtMs: 90 * DAY_MS,
  ownerRole: "member",
  address: "192.0.2.1",
  client: null,
};

const blocks = (rules: Partial<Policy>, changes: Partial<PolicySubject> = {}) =>
  policyBlocks({ ...OPEN_POLICY, ...rules }, { ...key, ...changes });

describe("a policy", () => {
  test("blocks a key whose lifetime exceeds the maximum by 1 ms", () => {
    expect(blocks({ maxLifetimeDays: 90 })).toEqual([]);
    expect(blocks({ maxLifetimeDays: 90 }, { expiresAtMs: 90 * DAY_MS + 1 })).toEqual(["lifetime"]);
  });

  test("blocks a key that never expires when keys must expire or have a maximum lifetime", () => {
    expect(blocks({ expiryRequired: true }, { expiresAtMs: null })).toEqual(["no_expiry"]);
    expect(blocks({ maxLifetimeDays: 365 }, { expiresAtMs: null })).toEqual(["no_expiry"]);
    expect(blocks({ expiryRequired: true })).toEqual([]);
  });

  test("blocks full access of members when it is for admins", () => {
    expect(blocks({ fullAccess: "admins" }, { hasFullAccess: true })).toEqual(["full_access"]);
    expect(blocks({ fullAccess: "admins" })).toEqual([]);
    for (const ownerRole of ["owner", "admin", "service"] as const) {
      expect(blocks({ fullAccess: "admins", keyMakers: "admins" }, { hasFullAccess: true, ownerRole })).toEqual([]);
    }
  });

  test("blocks keys of members when only admins may make keys", () => {
    expect(blocks({ keyMakers: "admins" })).toEqual(["owner_role"]);
  });

  test("blocks use from outside its networks, and ignores them while nobody uses the key", () => {
    const networks = ["192.0.2.0/28", "2001:db8::/32"];
    expect(blocks({ networks })).toEqual([]);
    expect(blocks({ networks }, { address: "192.0.2.16" })).toEqual(["address"]);
    expect(blocks({ networks }, { address: "::ffff:192.0.2.1" })).toEqual([]);
    expect(blocks({ networks }, { address: "[2001:db8::1]:443" })).toEqual([]);
    expect(blocks({ networks }, { address: "unknown" })).toEqual(["address"]);
    expect(blocks({ networks }, { address: null })).toEqual(["address"]);
    expect(blocks({ networks }, { address: undefined })).toEqual([]);
  });
});

const policies = fc.record({
  maxLifetimeDays: fc.option(fc.integer({ min: 1, max: 365 })),
  expiryRequired: fc.boolean(),
  fullAccess: fc.constantFrom("everyone", "admins"),
  keyMakers: fc.constantFrom("everyone", "admins"),
  networks: fc.subarray(["192.0.2.0/24", "198.51.100.7", "2001:db8::/32"]),
  appMakers: fc.constantFrom("everyone", "admins"),
  appClients: fc.constantFrom("all", "verified", "listed"),
  listedClients: fc.subarray(["claude.ai", "cli_1"]),
  maxAppLifetimeDays: fc.option(fc.integer({ min: 1, max: 365 })),
}) satisfies fc.Arbitrary<Policy>;

const subjects = fc.record({
  hasFullAccess: fc.boolean(),
  createdAtMs: fc.integer({ min: 0, max: 1e12 }),
  expiresAtMs: fc.option(fc.integer({ min: 1e12, max: 2e12 })),
  ownerRole: fc.constantFrom("owner", "admin", "member", "service"),
  address: fc.constantFrom("192.0.2.9", "198.51.100.7", "2001:db8::5", "203.0.113.1", "nonsense", null, undefined),
  client: fc.constantFrom(
    null,
    { source: "dynamic", clientId: "lkc_1" },
    { source: "document", clientId: "https://claude.ai/oauth/client" },
    { source: "manual", clientId: "cli_1" },
  ),
}) satisfies fc.Arbitrary<PolicySubject>;

describe("for every policy and key", () => {
  test("an open policy blocks nobody", () => {
    fc.assert(fc.property(subjects, (subject) => policyBlocks(OPEN_POLICY, subject).length === 0));
  });

  test("a key that may do less never has more blocks", () => {
    fc.assert(
      fc.property(policies, subjects, (policy, subject) => {
        const all = policyBlocks(policy, { ...subject, hasFullAccess: true });
        const less = policyBlocks(policy, { ...subject, hasFullAccess: false });
        return less.every((block) => all.includes(block));
      }),
    );
  });

  test("the blocks of a policy are the blocks of its single rules", () => {
    fc.assert(
      fc.property(policies, subjects, (policy, subject) => {
        const { maxLifetimeDays, maxAppLifetimeDays, appClients, listedClients, ...plain } = policy;
        // The first two say something together, and so do the other two.
        const pairs: Partial<Policy>[] = [
          { maxLifetimeDays, maxAppLifetimeDays },
          { appClients, listedClients },
        ];
        const parts = [...pairs, ...Object.entries(plain).map(([rule, value]) => ({ [rule]: value }))];
        const single = parts.flatMap((part) => policyBlocks({ ...OPEN_POLICY, ...part }, subject));
        expect(new Set(policyBlocks(policy, subject))).toEqual(new Set(single));
      }),
    );
  });
});

describe("a policy about connected apps", () => {
  const registered: PolicyClient = { source: "dynamic", clientId: "lkc_1" };
  const described: PolicyClient = { source: "document", clientId: "https://claude.ai/oauth/client" };
  const entered: PolicyClient = { source: "manual", clientId: "cli_1" };

  test("says nothing about keys, and the rule for who makes keys says nothing about apps", () => {
    expect(blocks({ appMakers: "admins", appClients: "listed", maxAppLifetimeDays: 1 })).toEqual([]);
    expect(blocks({ keyMakers: "admins" }, { client: registered })).toEqual([]);
    expect(blocks({ appMakers: "admins" }, { client: registered })).toEqual(["app_owner"]);
    expect(blocks({ appMakers: "admins" }, { client: registered, ownerRole: "admin" })).toEqual([]);
  });

  test.each([
    ["all", [], []],
    ["verified", [registered], []],
    ["listed", [registered, described, entered], []],
    ["listed", [registered, entered], ["claude.ai"]],
    ["listed", [registered, entered], ["https://claude.ai/oauth/client"]],
    ["listed", [registered, described], ["cli_1"]],
    // A client that registered itself has an id of its own, but nobody vouches for it.
    ["listed", [registered, described, entered], ["lkc_1", "evil.claude.ai", "ai"]],
  ] as const)("with %s clients blocks %j when it lists %j", (appClients, refused, listedClients) => {
    const blocked = [registered, described, entered].filter(
      (client) => blocks({ appClients, listedClients }, { client }).length > 0,
    );
    expect(blocked).toEqual(refused);
  });

  test("limits the lifetime of apps as that of keys, unless they have a maximum of their own", () => {
    const app = { client: registered };
    expect(blocks({ maxLifetimeDays: 30 }, app)).toEqual(["lifetime"]);
    expect(blocks({ maxLifetimeDays: 30, maxAppLifetimeDays: 90 }, app)).toEqual([]);
    expect(blocks({ maxLifetimeDays: 90, maxAppLifetimeDays: 30 }, app)).toEqual(["lifetime"]);
    expect(blocks({ maxAppLifetimeDays: 30 }, { ...app, expiresAtMs: null })).toEqual(["no_expiry"]);
  });
});
