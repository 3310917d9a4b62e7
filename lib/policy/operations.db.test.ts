import { describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { OPEN_POLICY, type Policy } from "#lib/policy/dto";
import { changePolicy } from "#lib/policy/operations";
import { policiesFor, policyOf } from "#lib/policy/queries";
import { changePolicySchema } from "#lib/policy/schema";
import { callerOf, makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "admin", grace: "member" } });

type Changes = Partial<Policy> & { confirmDestructive?: boolean };

async function change(changes: Changes, by: "ada" | "grace" = "ada", seen?: string): Promise<void> {
  const { acme, callers } = world;
  const { version, settings } = await policyOf(callers[by], acme.slug);
  const input = { ...settings, ...changes, workspace: acme.slug, seen: seen ?? version };
  await changePolicy(callers[by], changePolicySchema.parse(input));
}

const settings = async () => (await policyOf(world.callers.grace, world.acme.slug)).settings;
const currentVersion = async () => (await policyOf(world.callers.ada, world.acme.slug)).version;
const events = () => db().auditEvent.findMany({ where: { action: "policy.changed" }, orderBy: { id: "asc" } });

describe("changing a policy", () => {
  test("a workspace without a policy demands nothing", async () => {
    expect(await settings()).toEqual({ ...OPEN_POLICY, confirmDestructive: true });
  });

  test("members read the new policy, and the audit log holds only what changed", async () => {
    await change({ maxLifetimeDays: 90, fullAccess: "admins", networks: ["10.1.2.3/8", "10.0.0.0/8"] });
    expect(await settings()).toEqual({
      maxLifetimeDays: 90,
      expiryRequired: false,
      fullAccess: "admins",
      keyMakers: "everyone",
      networks: ["10.0.0.0/8"],
      appMakers: "everyone",
      appClients: "all",
      listedClients: [],
      maxAppLifetimeDays: null,
      confirmDestructive: true,
    });
    expect(await events()).toMatchObject([
      {
        workspaceId: world.acme.id,
        actorId: world.ada.id,
        targetType: "policy",
        before: { maxLifetimeDays: null, fullAccess: "everyone", networks: [] },
        after: { maxLifetimeDays: 90, fullAccess: "admins", networks: ["10.0.0.0/8"] },
      },
    ]);
  });

  test("a policy that demands nothing again leaves no row, and an unchanged policy makes no audit event", async () => {
    await change({ keyMakers: "admins" });
    await change({ keyMakers: "admins" });
    expect(await db().workspacePolicy.count()).toBe(1);
    await change({ keyMakers: "everyone" });
    expect(await db().workspacePolicy.count()).toBe(0);
    expect(await events()).toHaveLength(2);
  });

  test("turns off the confirmation of destructive tools", async () => {
    await change({ confirmDestructive: false });
    expect(await settings()).toMatchObject({ confirmDestructive: false });
    expect(await db().workspacePolicy.count()).toBe(0);
    expect(await events()).toMatchObject([
      { before: { confirmDestructive: true }, after: { confirmDestructive: false } },
    ]);
  });

  test("refuses the second of two admins who opened the same page, and undoes nothing", async () => {
    const version = await currentVersion();
    await change({ expiryRequired: true }, "ada", version);
    await expect(change({ keyMakers: "admins" }, "ada", version)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await settings()).toMatchObject({ expiryRequired: true, keyMakers: "everyone" });
  });

  test("only one of several changes at the same instant succeeds", async () => {
    const version = await currentVersion();
    const attempts = [30, 60, 90].map((maxLifetimeDays) => change({ maxLifetimeDays }, "ada", version));
    const results = await Promise.allSettled(attempts);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await events()).toHaveLength(1);
  });

  test("only one of several changes of the same existing policy succeeds", async () => {
    await change({ expiryRequired: true });
    const version = await currentVersion();
    const attempts = [30, 60, 90].map((maxLifetimeDays) => change({ maxLifetimeDays }, "ada", version));
    const results = await Promise.allSettled(attempts);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await events()).toHaveLength(2);
  });

  test("is refused to members, and the workspace does not exist for others", async () => {
    await expect(change({ expiryRequired: true }, "grace")).rejects.toMatchObject({ code: "FORBIDDEN" });
    const mallory = await makeUser("Mallory");
    await expect(policyOf(callerOf(mallory), world.acme.slug)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("what may be entered", () => {
  const parse = (changes: object) => changePolicySchema.safeParse({ workspace: "acme", seen: "", ...changes });

  test.each([0, 366, 1.5, Number.NaN, "90"])("refuses %j as a lifetime in days", (maxLifetimeDays) => {
    expect(parse({ maxLifetimeDays }).error?.issues[0]?.message).toContain("from 1 to 365");
  });

  test("names a line that is no network, and ignores empty lines", () => {
    const [issue] = parse({ networks: ["10.0.0.0/8", "office", ""] }).error?.issues ?? [];
    expect(issue).toMatchObject({ path: ["networks"], message: expect.stringContaining("“office”") });
    expect(parse({ networks: ["", " 10.0.0.0/8 ", "10.0.0.0/8"] }).data?.networks).toEqual(["10.0.0.0/8"]);
  });

  test("shortens a long line in the message", () => {
    const message = (length: number) => parse({ networks: ["x".repeat(length)] }).error?.issues[0]?.message;
    expect(message(60)).toContain(`“${"x".repeat(60)}” is no address`);
    expect(message(61)).toContain(`“${"x".repeat(59)}…” is no address`);
  });

  test("accepts at most fifty different networks", () => {
    const some = (count: number) => Array.from({ length: count }, (_, index) => `10.0.${index}.0/24`);
    expect(parse({ networks: [...some(50), ...some(50)] }).success).toBe(true);
    expect(parse({ networks: some(51) }).success).toBe(false);
  });
});

test("a person reads what each of their workspaces demands of their role", async () => {
  const { ada, grace, acme, callers } = world;
  await change({ expiryRequired: true });
  await makeWorkspace("Labs", [[grace, "owner"]]);
  await makeWorkspace("Foreign", [[ada, "owner"]]);
  const [demand, ...others] = await policiesFor(callers.grace);
  expect(others).toEqual([]);
  expect(demand).toEqual({
    workspace: { id: acme.id, name: "Acme" },
    role: "member",
    policy: { ...OPEN_POLICY, expiryRequired: true },
  });
  await db().user.update({ where: { id: world.grace.id }, data: { disabledAt: NOW } });
  expect(await policiesFor(callers.grace)).toEqual([]);
});
