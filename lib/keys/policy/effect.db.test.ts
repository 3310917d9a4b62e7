import { beforeEach, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { previewPolicy } from "#lib/keys/policy/effect";
import { previewPolicySchema } from "#lib/policy/schema";
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

beforeEach(async () => {
  ada = await makeUser("Ada");
  grace = await makeUser("Grace");
  acme = await makeWorkspace("Acme", [
    [ada, "owner"],
    [grace, "member"],
  ]);
});

const preview = (settings: object) =>
  previewPolicy(callerOf(ada), previewPolicySchema.parse({ workspace: acme.slug, ...settings }));

test("it tells which keys would be blocked and which let in again, with their owners", async () => {
  await db().workspacePolicy.create({ data: { workspaceId: acme.id, updatedAt: NOW, expiryRequired: true } });
  await makeKey(grace, [acme], { name: "For ever" });
  await makeKey(grace, [acme], { name: "Writer", scopes: ["mcp:full"], expiresAt: addDays(NOW, 9) });
  await makeKey(ada, [acme], { name: "Admin's", scopes: ["mcp:full"], expiresAt: addDays(NOW, 9) });
  await makeServiceKey(acme, { name: "Robot", scopes: ["mcp:full"] });
  expect(await preview({ fullAccess: "admins" })).toMatchObject({
    blocked: { count: 1, named: [{ name: "Writer", ownerName: "Grace" }] },
    letIn: { count: 2, named: expect.arrayContaining([expect.objectContaining({ name: "Robot", ownerName: null })]) },
    isComplete: true,
  });
  expect(await preview({ expiryRequired: true })).toMatchObject({
    blocked: { count: 0 },
    letIn: { count: 0, named: [] },
  });
});

test("keys that reach nothing here, whatever the policy, are not counted", async () => {
  const leo = await makeUser("Leo");
  const labs = await makeWorkspace("Labs", [[grace, "owner"]]);
  await makeKey(leo, [acme]);
  await makeKey(grace, [labs]);
  await makeKey(grace, [acme], { revokedAt: NOW });
  await makeKey(grace, [acme], { expiresAt: NOW });
  const taken = await makeKey(grace, [acme, labs]);
  await db().keyWorkspace.updateMany({ where: { keyId: taken, workspaceId: acme.id }, data: { detachedAt: NOW } });
  expect(await preview({ keyMakers: "admins" })).toMatchObject({ blocked: { count: 0 } });
});

test("ten are named, all are counted", async () => {
  for (let index = 0; index < 12; index += 1) await makeKey(grace, [acme]);
  const { blocked } = await preview({ keyMakers: "admins" });
  expect(blocked.count).toBe(12);
  expect(blocked.named).toHaveLength(10);
});

test("an admin whose own address is outside the networks is warned", async () => {
  expect((await preview({ networks: ["10.0.0.0/8"] })).shutOutAddress).toBe("127.0.0.1");
  expect((await preview({ networks: ["127.0.0.0/8"] })).shutOutAddress).toBeNull();
  expect((await preview({})).shutOutAddress).toBeNull();
});

test("no more than twenty thousand keys are judged, with little enough work for somebody who types", async () => {
  await db().$executeRaw`
    INSERT INTO "Key" ("id", "familyId", "userId", "tokenHash", "tokenStart", "tokenEnd", "scopes", "createdAt", "updatedAt")
    SELECT 'key_' || n, 'key_' || n, ${grace.id}, 'hash ' || n, 'mcp_', 'end', ARRAY['mcp:full'], ${NOW}, ${NOW}
      FROM generate_series(1, 20100) n`;
  await db().$executeRaw`INSERT INTO "KeyWorkspace" ("keyId", "workspaceId") SELECT "id", ${acme.id} FROM "Key"`;
  await preview({});
  // Of the processor, since a busy machine makes everything wait.
  const before = process.cpuUsage();
  const effect = await preview({ fullAccess: "admins", networks: ["10.0.0.0/8"] });
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(1_000_000);
  expect(effect).toMatchObject({ blocked: { count: 20_000 }, isComplete: false });
});
