import { describe, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { rotateKey } from "#lib/keys/life/rotate";
import { markNoticesRead } from "#lib/notices/operations";
import { listNotices } from "#lib/notices/queries";
import { makeDueReminders } from "#lib/notices/remind";
import { makeWebhook } from "#testing/operations/webhook-rows";
import { callerOf, makeKey, makeServiceKey, makeUser, NOW } from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace({ acme: { ada: "owner", grace: "member" }, labs: { grace: "owner" } });

/** Makes a key of Grace that was created long ago. */
const makeKeyExpiringIn = (expiresInDays: number, changes: object = {}) =>
  makeKey(world.grace, [world.acme, world.labs], {
    createdAt: addDays(NOW, -90),
    expiresAt: addDays(NOW, expiresInDays),
    ...changes,
  });
const notices = () => db().notice.findMany({ orderBy: [{ kind: "asc" }, { userId: "asc" }] });
const events = () => db().auditEvent.findMany({ where: { action: "key.expiring" }, orderBy: { workspaceId: "asc" } });

describe("a key that expires", () => {
  test("gets a reminder 7 days and 1 day before, each only once", async () => {
    const keyId = await makeKeyExpiringIn(7);
    for (const days of [-0.1, 0, 0.1, 3, 5.9, 6, 6.5, 6.99, 7, 8]) await makeDueReminders(addDays(NOW, days));
    expect(await notices()).toMatchObject([
      { userId: world.grace.id, keyId, kind: "key.expires_in_1_day", at: addDays(NOW, 6) },
      { userId: world.grace.id, keyId, kind: "key.expires_in_7_days", at: NOW },
    ]);
  });

  test("gets one reminder when several processes look at the same time", async () => {
    for (let n = 0; n < 20; n += 1) await makeKeyExpiringIn(3 + n / 10);
    await Promise.all([makeDueReminders(NOW), makeDueReminders(NOW), makeDueReminders(NOW)]);
    expect(await notices()).toHaveLength(20);
    expect(await events()).toHaveLength(60);
  });

  test("gets only the reminder of 1 day before when nobody looked earlier", async () => {
    await makeKeyExpiringIn(0.5);
    await makeDueReminders(NOW);
    expect(await notices()).toMatchObject([{ kind: "key.expires_in_1_day" }]);
  });

  test("causes an event for its owner and in each workspace, and one delivery for each webhook", async () => {
    await makeWebhook(world.acme, "https://hooks.example.com", ["key.expiring"]);
    const keyId = await makeKeyExpiringIn(7);
    await makeDueReminders(NOW);
    await makeDueReminders(NOW);
    const recorded = await events();
    expect(recorded.map(({ workspaceId }) => workspaceId).sort()).toEqual([world.acme.id, world.labs.id, null].sort());
    for (const event of recorded) expect(event).toMatchObject({ actorKind: "system", actorId: null, targetId: keyId });
    const deliveries = await db().webhookDelivery.findMany();
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]?.payload).toMatchObject({
      data: { daysLeft: 7, key: { id: keyId, expiresAt: addDays(NOW, 7).toISOString() }, actor: { kind: "system" } },
    });
  });

  test("causes no event in a workspace that it no longer reaches", async () => {
    const keyId = await makeKeyExpiringIn(7);
    await db().keyWorkspace.updateMany({ where: { keyId, workspaceId: world.labs.id }, data: { detachedAt: NOW } });
    await db().membership.deleteMany({ where: { workspaceId: world.acme.id, userId: world.grace.id } });
    await makeDueReminders(NOW);
    expect((await events()).map(({ workspaceId }) => workspaceId)).toEqual([null]);
  });

  test("gets a reminder also when a thousand other keys expire earlier", async () => {
    const makers = Array.from({ length: 40 }, (_, n) => makeKeyExpiringIn(6, { name: `Key ${n}` }));
    await Promise.all(makers);
    await db().$executeRaw`
      INSERT INTO "Key" (id, "userId", "tokenHash", "tokenStart", "tokenEnd", scopes, "createdAt", "updatedAt", "expiresAt", "familyId")
      SELECT 'key_filler' || n, ${world.grace.id}, 'hash' || n, 'mcp_aaaaa', 'bbbbb', '{}', ${NOW}, ${NOW}, ${addDays(NOW, 2)}, 'key_filler' || n
        FROM generate_series(1, 1000) n`;
    expect(await makeDueReminders(NOW)).toBe(40);
  });
});

test.each([
  ["revoked", { revokedAt: NOW }],
  ["made within its last seven days", { createdAt: addDays(NOW, -1) }],
])("makes no reminder of a key that was %s", async (_what, changes) => {
  await makeKeyExpiringIn(5, changes);
  expect(await makeDueReminders(NOW)).toBe(0);
});

test("makes no reminder of a rotated key, and removes earlier ones from the list", async () => {
  const caller = world.callers.grace;
  const [reminded, notReminded] = [await makeKeyExpiringIn(6), await makeKeyExpiringIn(8)];
  await makeDueReminders(NOW);
  expect(await listNotices(caller)).toMatchObject([{ key: { id: reminded } }]);
  for (const keyId of [reminded, notReminded]) {
    await rotateKey(caller, { keyId, overlap: "7_days", expiresInDays: "same" });
  }
  expect(await listNotices(caller)).toEqual([]);
  expect(await makeDueReminders(addDays(NOW, 2))).toBe(0);
});

test("reminds the owners and admins of a service key's workspace, except disabled accounts", async () => {
  const lin = await makeUser("Lin");
  const alan = await makeUser("Alan");
  for (const user of [lin, alan]) {
    await db().membership.create({
      data: { workspaceId: world.acme.id, userId: user.id, role: "admin", createdAt: NOW },
    });
  }
  await db().user.update({ where: { id: alan.id }, data: { disabledAt: NOW } });
  await makeServiceKey(world.acme, { createdAt: addDays(NOW, -90), expiresAt: addDays(NOW, 1) });
  await makeDueReminders(NOW);
  expect((await notices()).map(({ userId }) => userId)).toEqual([world.ada.id, lin.id].sort());
  expect((await events()).map(({ workspaceId }) => workspaceId)).toEqual([world.acme.id]);
  expect(await listNotices(world.callers.ada)).toMatchObject([
    { serviceWorkspaceName: "Acme", workspaceSlug: world.acme.slug },
  ]);
  await db().membership.updateMany({ where: { userId: lin.id }, data: { role: "member" } });
  expect(await listNotices(callerOf(lin))).toEqual([]);
});

describe("the list", () => {
  test("shows the latest reminder of a key, and the workspace in which the key is found", async () => {
    const keyId = await makeKeyExpiringIn(7, { name: "Claude" });
    await makeDueReminders(NOW);
    await makeDueReminders(addDays(NOW, 6));
    const shown = await listNotices(callerOf(world.grace, addDays(NOW, 6)));
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({
      kind: "key.expires_in_1_day",
      isRead: false,
      key: { id: keyId, name: "Claude", expiresAt: addDays(NOW, 7) },
      serviceWorkspaceName: null,
      workspaceSlug: expect.toBeOneOf([world.acme.slug, world.labs.slug]),
    });
  });

  test("keeps a leak although its key was revoked, and drops keys that expired a week ago", async () => {
    const leaked = await makeKeyExpiringIn(30, { revokedAt: NOW });
    await db().notice.create({
      data: { id: "ntc_leak", userId: world.grace.id, kind: "key.leaked", keyId: leaked, at: NOW },
    });
    await makeKeyExpiringIn(1);
    await makeDueReminders(NOW);
    expect(await listNotices(callerOf(world.grace, addDays(NOW, 2)))).toHaveLength(2);
    const later = await listNotices(callerOf(world.grace, addDays(NOW, 9)));
    expect(later).toMatchObject([{ kind: "key.leaked" }]);
  });

  test("shows nobody else's notices, and lets nobody else mark them as read", async () => {
    await makeKeyExpiringIn(7);
    await makeDueReminders(NOW);
    const [notice] = await listNotices(world.callers.grace);
    const noticeIds = [notice?.id ?? ""];
    expect(await listNotices(world.callers.ada)).toEqual([]);
    await markNoticesRead(world.callers.ada, { noticeIds });
    expect(await listNotices(world.callers.grace)).toMatchObject([{ isRead: false }]);
    await markNoticesRead(world.callers.grace, { noticeIds });
    expect(await listNotices(world.callers.grace)).toMatchObject([{ isRead: true }]);
  });
});
