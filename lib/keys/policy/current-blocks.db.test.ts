import { expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { authenticate } from "#lib/keys/access/authenticate";
import { listOwnKeysForDashboard } from "#lib/keys/lists/own-keys-for-dashboard";
import { listOwnKeysSchema, listWorkspaceKeysSchema } from "#lib/keys/lists/schema";
import { listWorkspaceKeysForDashboard } from "#lib/keys/lists/workspace-keys";
import { generateToken } from "#lib/secrets/token";
import { makeKey, makeServiceKey, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "member", grace: "owner" }, labs: { ada: "owner" } });

const setPolicy = (rules: object) =>
  db().workspacePolicy.create({ data: { workspaceId: world.acme.id, updatedAt: NOW, ...rules } });

/** The blocks that owner and admin read for a key in Acme, and those that the gateway applies to the same key. */
async function views(token: string, address = "127.0.0.1") {
  const { acme, callers } = world;
  const mine = await listOwnKeysForDashboard(callers.ada, listOwnKeysSchema.parse({}));
  const inAcme = await listWorkspaceKeysForDashboard(callers.grace, acme.slug, listWorkspaceKeysSchema.parse({}));
  const authentication = await authenticate(token, address, NOW);
  if (authentication.outcome !== "ok") throw new Error("The key was refused.");
  return {
    owner: mine.keys[0]?.workspaces.find(({ id }) => id === acme.id)?.blocks,
    admin: inAcme.keys[0]?.blocks,
    gateway: authentication.access.blocked.find(({ id }) => id === acme.id)?.blocks ?? [],
  };
}

const agreed = (blocks: string[]) => ({ owner: blocks, admin: blocks, gateway: blocks });

test("owner, admin and gateway agree on the blocks of a key, and on the workspace", async () => {
  const { ada, acme, labs } = world;
  const token = generateToken("mcp_");
  await makeKey(ada, [acme, labs], { token, scopes: ["mcp:full"], expiresAt: addDays(NOW, 91) });
  expect(await views(token)).toEqual(agreed([]));
  await setPolicy({ maxLifetimeDays: 90, fullAccess: "admins", keyMakers: "admins" });
  expect(await views(token)).toEqual(agreed(["lifetime", "full_access", "owner_role"]));
  await db().membership.updateMany({ where: { userId: ada.id, workspaceId: acme.id }, data: { role: "admin" } });
  expect(await views(token)).toEqual(agreed(["lifetime"]));
});

test("a key is expected to be used again from its last address", async () => {
  const { ada, acme } = world;
  const token = generateToken("mcp_");
  await makeKey(ada, [acme], { token });
  await setPolicy({ networks: ["10.0.0.0/8"] });
  expect(await views(token, "10.1.1.1")).toEqual(agreed([]));
  await db().key.updateMany({ data: { lastUsedAt: NOW, lastUsedAddress: "192.0.2.1" } });
  expect(await views(token, "192.0.2.1")).toEqual(agreed(["address"]));
});

test("a detached workspace and an ended key have no blocks", async () => {
  const { ada, acme, labs, callers } = world;
  const keyId = await makeKey(ada, [acme, labs]);
  await makeKey(ada, [acme], { revokedAt: NOW });
  await setPolicy({ expiryRequired: true });
  await db().keyWorkspace.updateMany({ where: { keyId, workspaceId: acme.id }, data: { detachedAt: NOW } });
  for (const list of ["usable", "ended"] as const) {
    const { keys } = await listOwnKeysForDashboard(callers.ada, listOwnKeysSchema.parse({ list }));
    expect(keys).toHaveLength(1);
    for (const key of keys) for (const { blocks } of key.workspaces) expect(blocks).toEqual([]);
  }
  const all = await listWorkspaceKeysForDashboard(
    callers.grace,
    acme.slug,
    listWorkspaceKeysSchema.parse({ filter: "all" }),
  );
  expect(all.keys.map(({ blocks }) => blocks)).toEqual([[], []]);
});

test("a service key has the rights of admins", async () => {
  const { acme, callers } = world;
  await makeServiceKey(acme, { scopes: ["mcp:full"] });
  await setPolicy({ fullAccess: "admins", keyMakers: "admins", expiryRequired: true });
  const { keys } = await listWorkspaceKeysForDashboard(callers.grace, acme.slug, listWorkspaceKeysSchema.parse({}));
  expect(keys).toMatchObject([{ owner: null, blocks: ["no_expiry"] }]);
});
