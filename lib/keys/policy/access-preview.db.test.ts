import { expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { previewSavedKeyAccess, previewUnsavedKeyAccess } from "#lib/keys/policy/access-preview";
import { makeKey, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner" } });

const draft = () => ({
  owner: { userId: world.ada.id },
  scopes: ["mcp:read"],
  workspaceIds: [world.acme.id],
  environment: null,
  serverIds: null,
  createdAt: NOW,
  client: null,
  expiresAt: null,
});

test("reads a saved key until 1 ms before its expiry", async () => {
  const { ada, acme } = world;
  const keyId = await makeKey(ada, [acme], { expiresAt: addDays(NOW, 1) });
  const lastMoment = new Date(addDays(NOW, 1).getTime() - 1);
  expect(await previewSavedKeyAccess(keyId, lastMoment)).toMatchObject({ keyId, workspaces: [{ id: acme.id }] });
  expect(await previewSavedKeyAccess(keyId, addDays(NOW, 1))).toBeNull();
});

test("reads nothing of a revoked key, a key of a disabled owner, and a missing key", async () => {
  const { ada, acme } = world;
  expect(await previewSavedKeyAccess(await makeKey(ada, [acme], { revokedAt: NOW }), NOW)).toBeNull();
  const keyId = await makeKey(ada, [acme]);
  await db().user.update({ where: { id: ada.id }, data: { disabledAt: NOW } });
  expect(await previewSavedKeyAccess(keyId, NOW)).toBeNull();
  expect(await previewUnsavedKeyAccess(draft())).toBeNull();
  expect(await previewSavedKeyAccess("key_missing", NOW)).toBeNull();
});

test("applies every rule of a policy but its networks", async () => {
  const { ada, acme } = world;
  const keyId = await makeKey(ada, [acme]);
  await db().workspacePolicy.create({ data: { workspaceId: acme.id, networks: ["10.0.0.0/8"], updatedAt: NOW } });
  expect(await previewSavedKeyAccess(keyId, NOW)).toMatchObject({ blocked: [] });
  expect(await previewUnsavedKeyAccess(draft())).toMatchObject({ blocked: [] });
  await db().workspacePolicy.update({ where: { workspaceId: acme.id }, data: { expiryRequired: true } });
  expect(await previewSavedKeyAccess(keyId, NOW)).toMatchObject({ blocked: [{ blocks: ["no_expiry"] }] });
  expect(await previewUnsavedKeyAccess(draft())).toMatchObject({ blocked: [{ blocks: ["no_expiry"] }] });
});
