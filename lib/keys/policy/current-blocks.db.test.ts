import { beforeEach, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { authenticate } from "#lib/keys/access/authenticate";
import { listOwnKeysForDashboard } from "#lib/keys/lists/own-keys-for-dashboard";
import { listOwnKeysSchema, listWorkspaceKeysSchema } from "#lib/keys/lists/schema";
import { listWorkspaceKeysForDashboard } from "#lib/keys/lists/workspace-keys";
import { generateToken } from "#lib/secrets/token";
import { useDatabase } from "#testing/databases/use-database";
import {
  callerOf,
  makeKey,
  makeServiceKey,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";

useDatabase();

let ada: TestUser;
let grace: TestUser;
let acme: TestWorkspace;
let labs: TestWorkspace;

beforeEach(async () => {
  ada = await makeUser("Ada");
  grace = await makeUser("Grace");
  acme = await makeWorkspace("Acme", [
    [ada, "member"],
    [grace, "owner"],
  ]);
  labs = await makeWorkspace("Labs", [[ada, "owner"]]);
});

const setPolicy = (rules: object) =>
  db().workspacePolicy.create({ data: { workspaceId: acme.id, updatedAt: NOW, ...rules } });

/** What owner and admin read of Acme, and what the gateway says to the same key. */
async function views(token: string, address = "127.0.0.1") {
  const mine = await listOwnKeysForDashboard(callerOf(ada), listOwnKeysSchema.parse({}));
  const inAcme = await listWorkspaceKeysForDashboard(callerOf(grace), acme.slug, listWorkspaceKeysSchema.parse({}));
  const authentication = await authenticate(token, address, NOW);
  if (authentication.outcome !== "ok") throw new Error("The key was refused.");
  return {
    owner: mine.keys[0]?.workspaces.find(({ id }) => id === acme.id)?.blocks,
    admin: inAcme.keys[0]?.blocks,
    gateway: authentication.access.blocked.find(({ id }) => id === acme.id)?.blocks ?? [],
  };
}

const agreed = (blocks: string[]) => ({ owner: blocks, admin: blocks, gateway: blocks });

test("owner, admin and gateway are of one mind about what blocks a key, and in which workspace", async () => {
  const token = generateToken("mcp_");
  await makeKey(ada, [acme, labs], { token, scopes: ["mcp:full"], expiresAt: addDays(NOW, 91) });
  expect(await views(token)).toEqual(agreed([]));
  await setPolicy({ maxLifetimeDays: 90, fullAccess: "admins", keyMakers: "admins" });
  expect(await views(token)).toEqual(agreed(["lifetime", "full_access", "owner_role"]));
  await db().membership.updateMany({ where: { userId: ada.id, workspaceId: acme.id }, data: { role: "admin" } });
  expect(await views(token)).toEqual(agreed(["lifetime"]));
});

test("a key counts as used again from where it was used last", async () => {
  const token = generateToken("mcp_");
  await makeKey(ada, [acme], { token });
  await setPolicy({ networks: ["10.0.0.0/8"] });
  expect(await views(token, "10.1.1.1")).toEqual(agreed([]));
  await db().key.updateMany({ data: { lastUsedAt: NOW, lastUsedAddress: "192.0.2.1" } });
  expect(await views(token, "192.0.2.1")).toEqual(agreed(["address"]));
});

test("what was taken from a key, or has ended, is not blocked besides", async () => {
  const keyId = await makeKey(ada, [acme, labs]);
  await makeKey(ada, [acme], { revokedAt: NOW });
  await setPolicy({ expiryRequired: true });
  await db().keyWorkspace.updateMany({ where: { keyId, workspaceId: acme.id }, data: { detachedAt: NOW } });
  for (const list of ["usable", "ended"] as const) {
    const { keys } = await listOwnKeysForDashboard(callerOf(ada), listOwnKeysSchema.parse({ list }));
    expect(keys).toHaveLength(1);
    for (const key of keys) for (const { blocks } of key.workspaces) expect(blocks).toEqual([]);
  }
  const all = await listWorkspaceKeysForDashboard(
    callerOf(grace),
    acme.slug,
    listWorkspaceKeysSchema.parse({ filter: "all" }),
  );
  expect(all.keys.map(({ blocks }) => blocks)).toEqual([[], []]);
});

test("a service key counts as its admins'", async () => {
  await makeServiceKey(acme, { scopes: ["mcp:full"] });
  await setPolicy({ fullAccess: "admins", keyMakers: "admins", expiryRequired: true });
  const { keys } = await listWorkspaceKeysForDashboard(callerOf(grace), acme.slug, listWorkspaceKeysSchema.parse({}));
  expect(keys).toMatchObject([{ owner: null, blocks: ["no_expiry"] }]);
});
