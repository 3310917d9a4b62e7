import { beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { OPEN_POLICY, type Policy } from "#lib/policy/dto";
import { changePolicy } from "#lib/policy/operations";
import { policiesFor, policyOf } from "#lib/policy/queries";
import { changePolicySchema } from "#lib/policy/schema";
import { useDatabase } from "#testing/databases/use-database";
import { callerOf, makeUser, makeWorkspace, type TestUser, type TestWorkspace } from "#testing/people/factories";

useDatabase();

let ada: TestUser;
let grace: TestUser;
let acme: TestWorkspace;

beforeEach(async () => {
  ada = await makeUser("Ada");
  grace = await makeUser("Grace");
  acme = await makeWorkspace("Acme", [
    [ada, "admin"],
    [grace, "member"],
  ]);
});

type Changes = Partial<Policy> & { confirmDestructive?: boolean };

async function change(changes: Changes, by = ada, seen?: string): Promise<void> {
  const { version, settings } = await policyOf(callerOf(by), acme.slug);
  const input = { ...settings, ...changes, workspace: acme.slug, seen: seen ?? version };
  await changePolicy(callerOf(by), changePolicySchema.parse(input));
}

const settings = async () => (await policyOf(callerOf(grace), acme.slug)).settings;
const events = () => db().auditEvent.findMany({ where: { action: "policy.changed" }, orderBy: { id: "asc" } });

describe("changing a policy", () => {
  test("a workspace that has set none asks for nothing", async () => {
    expect(await settings()).toEqual({ ...OPEN_POLICY, confirmDestructive: true });
  });

  test("it is as it was set, for members to see, and the audit log holds what changed alone", async () => {
    await change({ maxLifetimeDays: 90, fullAccess: "admins", networks: ["10.1.2.3/8", "10.0.0.0/8"] });
    expect(await settings()).toEqual({
      maxLifetimeDays: 90,
      expiryRequired: false,
      fullAccess: "admins",
      keyMakers: "everyone",
      networks: ["10.0.0.0/8"],
      confirmDestructive: true,
    });
    expect(await events()).toMatchObject([
      {
        workspaceId: acme.id,
        actorId: ada.id,
        targetType: "policy",
        before: { maxLifetimeDays: null, fullAccess: "everyone", networks: [] },
        after: { maxLifetimeDays: 90, fullAccess: "admins", networks: ["10.0.0.0/8"] },
      },
    ]);
  });

  test("what asks for nothing again leaves no row behind, and what is the same is no event", async () => {
    await change({ keyMakers: "admins" });
    await change({ keyMakers: "admins" });
    expect(await db().workspacePolicy.count()).toBe(1);
    await change({ keyMakers: "everyone" });
    expect(await db().workspacePolicy.count()).toBe(0);
    expect(await events()).toHaveLength(2);
  });

  test("whether people are asked before destructive tools is part of it", async () => {
    await change({ confirmDestructive: false });
    expect(await settings()).toMatchObject({ confirmDestructive: false });
    expect(await db().workspacePolicy.count()).toBe(0);
    expect(await events()).toMatchObject([
      { before: { confirmDestructive: true }, after: { confirmDestructive: false } },
    ]);
  });

  test("of two admins who opened the same page the second is told, and nothing is undone", async () => {
    const { version } = await policyOf(callerOf(ada), acme.slug);
    await change({ expiryRequired: true }, ada, version);
    await expect(change({ keyMakers: "admins" }, ada, version)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await settings()).toMatchObject({ expiryRequired: true, keyMakers: "everyone" });
  });

  test("of two at the same instant one succeeds", async () => {
    const { version } = await policyOf(callerOf(ada), acme.slug);
    const attempts = [30, 60, 90].map((maxLifetimeDays) => change({ maxLifetimeDays }, ada, version));
    const results = await Promise.allSettled(attempts);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await events()).toHaveLength(1);
  });

  test("is for admins", async () => {
    await expect(change({ expiryRequired: true }, grace)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const mallory = await makeUser("Mallory");
    await expect(policyOf(callerOf(mallory), acme.slug)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("what may be entered", () => {
  const parse = (changes: object) => changePolicySchema.safeParse({ workspace: "acme", seen: "", ...changes });

  test.each([0, 366, 1.5, Number.NaN, "90"])("%j is no lifetime in days", (maxLifetimeDays) => {
    expect(parse({ maxLifetimeDays }).error?.issues[0]?.message).toContain("from 1 to 365");
  });

  test("lines that hold no network are named, empty ones left out", () => {
    const [issue] = parse({ networks: ["10.0.0.0/8", "office", ""] }).error?.issues ?? [];
    expect(issue).toMatchObject({ path: ["networks"], message: expect.stringContaining("“office”") });
    expect(parse({ networks: ["", " 10.0.0.0/8 ", "10.0.0.0/8"] }).data?.networks).toEqual(["10.0.0.0/8"]);
  });

  test("no more networks than fifty, however often each is named", () => {
    const some = (count: number) => Array.from({ length: count }, (_, index) => `10.0.${index}.0/24`);
    expect(parse({ networks: [...some(50), ...some(50)] }).success).toBe(true);
    expect(parse({ networks: some(51) }).success).toBe(false);
  });
});

test("a person sees what each of their workspaces asks of them in their role", async () => {
  await change({ expiryRequired: true });
  await makeWorkspace("Labs", [[grace, "owner"]]);
  await makeWorkspace("Foreign", [[ada, "owner"]]);
  const [demand, ...others] = await policiesFor(callerOf(grace));
  expect(others).toEqual([]);
  expect(demand).toEqual({
    workspace: { id: acme.id, name: "Acme" },
    role: "member",
    policy: { ...OPEN_POLICY, expiryRequired: true },
  });
});
