import { expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { createKey } from "#lib/keys/life/create-key";
import { requireWithinPolicy, type WantedKey } from "#lib/keys/policy/within-policy";
import { createKeySchema } from "#lib/keys/settings/schema";
import type { Policy } from "#lib/policy/dto";
import { makeWorkspace, NOW, type TestWorkspace } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "member" }, labs: { ada: "admin" } });

async function setPolicy({ id }: TestWorkspace, rules: Partial<Policy>): Promise<void> {
  const { networks = [], listedClients = [], ...plain } = rules;
  const lists = { networks: [...networks], listedClients: [...listedClients] };
  await db().workspacePolicy.create({ data: { workspaceId: id, updatedAt: NOW, ...lists, ...plain } });
}

const create = (input: object) =>
  createKey(world.callers.ada, createKeySchema.parse({ workspaceIds: [world.acme.id, world.labs.id], ...input }));

test("refuses a key that a policy would block, and says at each field why and what to do", async () => {
  await setPolicy(world.acme, { maxLifetimeDays: 30, fullAccess: "admins", keyMakers: "admins" });
  await expect(create({ expiresInDays: 31, scopes: ["mcp:full"] })).rejects.toMatchObject({
    code: "INVALID_INPUT",
    fields: {
      expiresInDays: "Keys that reach Acme may live for at most 30 days. Choose that or less.",
      scopes: "Full access is for admins in Acme. Choose less, or leave it out.",
      workspaceIds: "Only admins may make keys for Acme. Leave it out, or ask an admin.",
    },
  });
  expect(await db().key.count()).toBe(0);
});

test("makes a key that every chosen policy allows, with exactly the maximum lifetime", async () => {
  const { acme, labs } = world;
  await setPolicy(acme, { maxLifetimeDays: 30, expiryRequired: true, networks: ["10.0.0.0/8"] });
  await setPolicy(labs, { fullAccess: "admins", keyMakers: "admins" });
  const { key } = await create({ expiresInDays: 30 });
  expect(key.expiresAt).toEqual(addDays(NOW, 30));
});

test("asks for the shortest of several maximum lifetimes", async () => {
  const { acme, labs } = world;
  await setPolicy(acme, { maxLifetimeDays: 30 });
  await setPolicy(labs, { maxLifetimeDays: 7 });
  const sentence = "Keys that reach Labs may live for at most 7 days. Choose that or less.";
  for (const expiresInDays of [90, null]) {
    await expect(create({ expiresInDays })).rejects.toMatchObject({ fields: { expiresInDays: sentence } });
  }
});

test("names workspaces with the same demand in one sentence", async () => {
  const { acme, labs } = world;
  await setPolicy(acme, { expiryRequired: true });
  await setPolicy(labs, { expiryRequired: true });
  const fields = { expiresInDays: "Keys that reach Acme and Labs have to expire. Choose when." };
  await expect(create({ expiresInDays: null })).rejects.toMatchObject({ fields });
});

test("names several workspaces that forbid the same, and asks to leave them out", async () => {
  const { ada, acme } = world;
  const shop = await makeWorkspace("Shop", [[ada, "member"]]);
  for (const workspace of [acme, shop]) await setPolicy(workspace, { fullAccess: "admins", keyMakers: "admins" });
  const attempt = create({ workspaceIds: [acme.id, shop.id], scopes: ["mcp:full"] });
  await expect(attempt).rejects.toMatchObject({
    fields: {
      scopes: "Full access is for admins in Acme and Shop. Choose less, or leave them out.",
      workspaceIds: "Only admins may make keys for Acme and Shop. Leave them out, or ask an admin.",
    },
  });
});

test("ignores the policy of a workspace that is not chosen", async () => {
  const { acme, labs } = world;
  await setPolicy(labs, { maxLifetimeDays: 1 });
  await expect(create({ workspaceIds: [acme.id] })).resolves.toMatchObject({ key: { status: "active" } });
});

test("a service key has the rights of admins", async () => {
  const { ada, acme } = world;
  await setPolicy(acme, { fullAccess: "admins", keyMakers: "admins" });
  const key = { workspaceIds: [acme.id], scopes: ["mcp:full"], createdAt: NOW, expiresAt: null, client: null };
  await expect(requireWithinPolicy(db(), { ...key, userId: null })).resolves.toBeUndefined();
  await expect(requireWithinPolicy(db(), { ...key, userId: ada.id })).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

test("allows a change of a key that is blocked already, unless the change adds a block", async () => {
  const { ada, acme, labs } = world;
  await setPolicy(acme, { expiryRequired: true, fullAccess: "admins" });
  await setPolicy(labs, { expiryRequired: true });
  const before: WantedKey = {
    userId: ada.id,
    workspaceIds: [acme.id],
    scopes: ["mcp:read"],
    createdAt: NOW,
    client: null,
    expiresAt: null,
  };
  const change = (changes: Partial<WantedKey>) => requireWithinPolicy(db(), { ...before, ...changes }, before);
  await expect(change({ scopes: ["mcp:tools:list"] })).resolves.toBeUndefined();
  await expect(change({ scopes: ["mcp:full"] })).rejects.toMatchObject({ fields: { scopes: expect.any(String) } });
  const also = change({ workspaceIds: [acme.id, labs.id] });
  await expect(also).rejects.toMatchObject({ fields: { expiresInDays: expect.stringContaining("Labs") } });
});
