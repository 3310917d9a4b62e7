import { beforeEach, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { createKey } from "#lib/keys/life/create-key";
import { requireWithinPolicy, type WantedKey } from "#lib/keys/policy/within-policy";
import { createKeySchema } from "#lib/keys/settings/schema";
import type { Policy } from "#lib/policy/dto";
import { useDatabase } from "#testing/databases/use-database";
import { callerOf, makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";

useDatabase();

let ada: TestUser;
let acme: TestWorkspace;
let labs: TestWorkspace;

beforeEach(async () => {
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "member"]]);
  labs = await makeWorkspace("Labs", [[ada, "admin"]]);
});

async function setPolicy({ id }: TestWorkspace, { networks = [], ...rules }: Partial<Policy>): Promise<void> {
  await db().workspacePolicy.create({ data: { workspaceId: id, updatedAt: NOW, networks: [...networks], ...rules } });
}

const create = (input: object) =>
  createKey(callerOf(ada), createKeySchema.parse({ workspaceIds: [acme.id, labs.id], ...input }));

test("a key that a policy would block is not made, and the field at fault says why and what to do", async () => {
  await setPolicy(acme, { maxLifetimeDays: 30, fullAccess: "admins", keyMakers: "admins" });
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

test("what every chosen policy lets in is made, to the day", async () => {
  await setPolicy(acme, { maxLifetimeDays: 30, expiryRequired: true, networks: ["10.0.0.0/8"] });
  await setPolicy(labs, { fullAccess: "admins", keyMakers: "admins" });
  const { key } = await create({ expiresInDays: 30 });
  expect(key.expiresAt).toEqual(addDays(NOW, 30));
});

test("the shortest of several lifetimes is the one that is asked for", async () => {
  await setPolicy(acme, { maxLifetimeDays: 30 });
  await setPolicy(labs, { maxLifetimeDays: 7 });
  const sentence = "Keys that reach Labs may live for at most 7 days. Choose that or less.";
  for (const expiresInDays of [90, null]) {
    await expect(create({ expiresInDays })).rejects.toMatchObject({ fields: { expiresInDays: sentence } });
  }
});

test("workspaces that ask for the same are named together", async () => {
  await setPolicy(acme, { expiryRequired: true });
  await setPolicy(labs, { expiryRequired: true });
  const fields = { expiresInDays: "Keys that reach Acme and Labs have to expire. Choose when." };
  await expect(create({ expiresInDays: null })).rejects.toMatchObject({ fields });
});

test("the policy of a workspace that is not chosen is none of the key's business", async () => {
  await setPolicy(labs, { maxLifetimeDays: 1 });
  await expect(create({ workspaceIds: [acme.id] })).resolves.toMatchObject({ key: { status: "active" } });
});

test("a service key counts as its admins'", async () => {
  await setPolicy(acme, { fullAccess: "admins", keyMakers: "admins" });
  const key = { workspaceIds: [acme.id], scopes: ["mcp:full"], createdAt: NOW, expiresAt: null };
  await expect(requireWithinPolicy(db(), { ...key, userId: null })).resolves.toBeUndefined();
  await expect(requireWithinPolicy(db(), { ...key, userId: ada.id })).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

test("a key that is outside already may be changed, as long as nothing else comes to block it", async () => {
  await setPolicy(acme, { expiryRequired: true, fullAccess: "admins" });
  await setPolicy(labs, { expiryRequired: true });
  const before: WantedKey = {
    userId: ada.id,
    workspaceIds: [acme.id],
    scopes: ["mcp:read"],
    createdAt: NOW,
    expiresAt: null,
  };
  const change = (changes: Partial<WantedKey>) => requireWithinPolicy(db(), { ...before, ...changes }, before);
  await expect(change({ scopes: ["mcp:tools:list"] })).resolves.toBeUndefined();
  await expect(change({ scopes: ["mcp:full"] })).rejects.toMatchObject({ fields: { scopes: expect.any(String) } });
  const also = change({ workspaceIds: [acme.id, labs.id] });
  await expect(also).rejects.toMatchObject({ fields: { expiresInDays: expect.stringContaining("Labs") } });
});
