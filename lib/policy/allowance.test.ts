import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS } from "#lib/clock";
import { allowanceFor } from "#lib/policy/allowance";
import { type Demand, OPEN_POLICY, type PolicyClient } from "#lib/policy/dto";
import { policyBlocks } from "#lib/policy/verdict";

const demand = (id: string, changes: Partial<Demand["policy"]>, role: Demand["role"] = "member"): Demand => ({
  workspace: { id, name: id.toUpperCase() },
  role,
  policy: { ...OPEN_POLICY, ...changes },
});

test("the shortest of several maximums counts, and each restriction names its workspaces", () => {
  const demands = [
    demand("acme", { maxLifetimeDays: 90, fullAccess: "admins" }),
    demand("labs", { maxLifetimeDays: 30 }),
    demand("ops", { keyMakers: "admins" }),
    demand("home", { fullAccess: "admins" }, "owner"),
  ];
  expect(allowanceFor(demands, ["acme", "labs", "home"])).toEqual({
    lifetime: { maxDays: 30, workspace: "LABS" },
    expiryRequiredBy: ["ACME", "LABS"],
    fullAccessDeniedBy: ["ACME"],
    closed: [],
  });
  expect(allowanceFor(demands, ["ops"])).toMatchObject({ lifetime: null, closed: ["OPS"] });
});

test("names the first of several workspaces with the same maximum", () => {
  const demands = [demand("acme", { maxLifetimeDays: 30 }), demand("labs", { maxLifetimeDays: 30 })];
  expect(allowanceFor(demands, ["acme", "labs"]).lifetime).toEqual({ maxDays: 30, workspace: "ACME" });
});

const demands = fc.record({
  workspace: fc.constant({ id: "ws", name: "Acme" }),
  role: fc.constantFrom("owner", "admin", "member", "service"),
  policy: fc.record({
    maxLifetimeDays: fc.option(fc.integer({ min: 1, max: 365 })),
    expiryRequired: fc.boolean(),
    fullAccess: fc.constantFrom("everyone", "admins"),
    keyMakers: fc.constantFrom("everyone", "admins"),
    networks: fc.subarray(["192.0.2.0/24"]),
    appMakers: fc.constantFrom("everyone", "admins"),
    appClients: fc.constantFrom("all", "verified", "listed"),
    listedClients: fc.subarray(["claude.ai", "cli_1", "https://claude.ai/oauth/client"]),
    maxAppLifetimeDays: fc.option(fc.integer({ min: 1, max: 365 })),
  }),
}) satisfies fc.Arbitrary<Demand>;
const clients = fc.constantFrom<PolicyClient | null>(
  null,
  { source: "dynamic", clientId: "lkc_1" },
  { source: "document", clientId: "https://claude.ai/oauth/client" },
  { source: "document", clientId: "https://other.example/client" },
  { source: "manual", clientId: "cli_1" },
);
const wanted = fc.record({
  days: fc.option(fc.integer({ min: 1, max: 365 })),
  hasFullAccess: fc.boolean(),
  client: clients,
});

test("a form that follows it makes exactly the keys and apps that the policy allows", () => {
  fc.assert(
    fc.property(demands, wanted, (one, { days, hasFullAccess, client }) => {
      const { lifetime, expiryRequiredBy, fullAccessDeniedBy, closed } = allowanceFor(
        [one],
        ["ws"],
        client ?? undefined,
      );
      const isOffered =
        closed.length === 0 &&
        (!hasFullAccess || fullAccessDeniedBy.length === 0) &&
        (days === null ? expiryRequiredBy.length === 0 : days <= (lifetime?.maxDays ?? Number.POSITIVE_INFINITY));
      const blocks = policyBlocks(one.policy, {
        hasFullAccess,
        createdAtMs: 0,
        expiresAtMs: days === null ? null : days * DAY_MS,
        ownerRole: one.role,
        address: undefined,
        client,
      });
      expect(isOffered).toBe(blocks.length === 0);
    }),
  );
});
