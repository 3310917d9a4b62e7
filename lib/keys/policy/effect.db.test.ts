import { beforeEach, expect, test } from "vitest";
import type { FairQueue } from "#lib/bounds/fair-queue";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { previewPolicy } from "#lib/keys/policy/effect";
import { previewInTurn } from "#lib/keys/policy/preview-in-turn";
import { previewPolicySchema } from "#lib/policy/schema";
import { forget, single } from "#lib/process";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { stillRateLimits } from "#testing/machine/still-rate-limits";
import { makeKey, makeMembership, makeServiceKey, makeUser, makeWorkspace, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner", grace: "member" } });

stillRateLimits();
beforeEach(() => forget("rate-limit:previews:person"));

const preview = (settings: object) =>
  previewPolicy(world.callers.ada, previewPolicySchema.parse({ workspace: world.acme.slug, ...settings }));

test("names the keys that would be blocked and those that would not be blocked any more, with their owners", async () => {
  const { ada, grace, acme } = world;
  await db().workspacePolicy.create({ data: { workspaceId: acme.id, updatedAt: NOW, expiryRequired: true } });
  await makeKey(grace, [acme], { name: "For ever" });
  await makeKey(grace, [acme], { name: "Writer", scopes: ["mcp:full"], expiresAt: addDays(NOW, 9) });
  await makeKey(ada, [acme], { name: "Admin's", scopes: ["mcp:full"], expiresAt: addDays(NOW, 9) });
  await makeServiceKey(acme, { name: "Robot", scopes: ["mcp:full"] });
  expect(await preview({ fullAccess: "admins" })).toMatchObject({
    blocked: { count: 1, named: [{ name: "Writer", ownerName: "Grace" }] },
    unblocked: {
      count: 2,
      named: expect.arrayContaining([expect.objectContaining({ name: "Robot", ownerName: null })]),
    },
    isComplete: true,
  });
  expect(await preview({ expiryRequired: true })).toMatchObject({
    blocked: { count: 0 },
    unblocked: { count: 0, named: [] },
  });
});

test("does not count keys that reach nothing here under any policy", async () => {
  const { grace, acme } = world;
  const leo = await makeUser("Leo");
  const labs = await makeWorkspace("Labs", [[grace, "owner"]]);
  await makeKey(leo, [acme]);
  await makeKey(grace, [labs]);
  await makeKey(grace, [acme], { revokedAt: NOW });
  await makeKey(grace, [acme], { expiresAt: NOW });
  const eve = await makeUser("Eve");
  await makeMembership(acme.id, eve, "member");
  await makeKey(eve, [acme]);
  await db().user.update({ where: { id: eve.id }, data: { disabledAt: NOW } });
  const taken = await makeKey(grace, [acme, labs]);
  await db().keyWorkspace.updateMany({ where: { keyId: taken, workspaceId: acme.id }, data: { detachedAt: NOW } });
  expect(await preview({ keyMakers: "admins" })).toMatchObject({ blocked: { count: 0 } });
});

test("names ten keys and counts all of them", async () => {
  const { grace, acme } = world;
  for (let index = 0; index < 12; index += 1) await makeKey(grace, [acme]);
  const { blocked } = await preview({ keyMakers: "admins" });
  expect(blocked.count).toBe(12);
  expect(blocked.named).toHaveLength(10);
});

test("names the newest keys first", async () => {
  const { grace, acme } = world;
  for (const days of [11, 3, 7, 1, 9, 5, 12, 2, 10, 4, 8, 6]) {
    await makeKey(grace, [acme], { name: `${days} days old`, createdAt: addDays(NOW, -days) });
  }
  const { blocked } = await preview({ keyMakers: "admins" });
  expect(blocked.named.map(({ name }) => name)).toEqual(
    Array.from({ length: 10 }, (_, index) => `${index + 1} days old`),
  );
});

test("warns an admin whose own address is outside the networks", async () => {
  expect((await preview({ networks: ["10.0.0.0/8"] })).shutOutAddress).toBe("127.0.0.1");
  expect((await preview({ networks: ["127.0.0.0/8"] })).shutOutAddress).toBeNull();
  expect((await preview({})).shutOutAddress).toBeNull();
});

test("checks at most twenty thousand keys, in less than a second of the processor", async () => {
  const { grace, acme } = world;
  await db().$executeRaw`
    INSERT INTO "Key" ("id", "familyId", "userId", "tokenHash", "tokenStart", "tokenEnd", "scopes", "createdAt", "updatedAt")
    SELECT 'key_' || n, 'key_' || n, ${grace.id}, 'hash ' || n, 'mcp_', 'end', ARRAY['mcp:full'], ${NOW}, ${NOW}
      FROM generate_series(1, 20100) n`;
  await db().$executeRaw`INSERT INTO "KeyWorkspace" ("keyId", "workspaceId") SELECT "id", ${acme.id} FROM "Key"`;
  await preview({});
  // Measures the time of the processor, because a busy machine makes everything wait.
  const before = process.cpuUsage();
  const effect = await preview({ fullAccess: "admins", networks: ["10.0.0.0/8"] });
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(1_000_000);
  expect(effect).toMatchObject({ blocked: { count: 20_000 }, isComplete: false });
  await db().$executeRaw`DELETE FROM "Key" WHERE "id" IN (SELECT 'key_' || n FROM generate_series(1, 100) n)`;
  expect(await preview({ fullAccess: "admins" })).toMatchObject({ blocked: { count: 20_000 }, isComplete: true });
});

test("counts for the previews of its person, together with those of keys", async () => {
  while (await ALLOWANCES.previews.allows({ person: world.ada.id }));
  await expect(preview({})).rejects.toMatchObject({
    code: "RATE_LIMITED",
    message: expect.stringContaining("Previews of keys and policies are limited to 120 a minute for each person."),
  });
});

test("waits until an earlier preview of the same person is computed", async () => {
  let finish = () => {};
  const earlier = previewInTurn(world.callers.ada, () => new Promise<void>((resolve) => (finish = resolve)));
  const later = preview({});
  const queue = single("preview-queue", (): FairQueue => expect.fail("no preview was computed"));
  await expect.poll(() => queue.state).toEqual({ used: 1, waiting: 1 });
  finish();
  await earlier;
  expect(await later).toMatchObject({ blocked: { count: 0 } });
});
