import { beforeEach, describe, expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { rotateKey } from "#lib/keys/life/rotate";
import { markNoticesRead } from "#lib/notices/operations";
import { listNotices } from "#lib/notices/queries";
import { remind } from "#lib/notices/remind";
import { useDatabase } from "#testing/databases/use-database";
import { makeWebhook } from "#testing/operations/webhook-rows";
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
  [ada, grace] = await Promise.all([makeUser("Ada"), makeUser("Grace")]);
  acme = await makeWorkspace("Acme", [
    [ada, "owner"],
    [grace, "member"],
  ]);
  labs = await makeWorkspace("Labs", [[grace, "owner"]]);
});

/** Grace's key, made long ago. */
const keyOf = (expiresInDays: number, changes: object = {}) =>
  makeKey(grace, [acme, labs], {
    createdAt: addDays(NOW, -90),
    expiresAt: addDays(NOW, expiresInDays),
    ...changes,
  });
const notices = () => db().notice.findMany({ orderBy: [{ kind: "asc" }, { userId: "asc" }] });
const events = () => db().auditEvent.findMany({ where: { action: "key.expiring" }, orderBy: { workspaceId: "asc" } });

describe("a key that expires", () => {
  test("is told of 7 days and 1 day before, each once however often one looks", async () => {
    const keyId = await keyOf(7);
    for (const days of [-0.1, 0, 0.1, 3, 5.9, 6, 6.5, 6.99, 7, 8]) await remind(addDays(NOW, days));
    expect(await notices()).toMatchObject([
      { userId: grace.id, keyId, kind: "key.expires_in_1_day", at: addDays(NOW, 6) },
      { userId: grace.id, keyId, kind: "key.expires_in_7_days", at: NOW },
    ]);
  });

  test("is told of once by processes that look at the same time", async () => {
    for (let n = 0; n < 20; n += 1) await keyOf(3 + n / 10);
    await Promise.all([remind(NOW), remind(NOW), remind(NOW)]);
    expect(await notices()).toHaveLength(20);
    expect(await events()).toHaveLength(60);
  });

  test("is told of the day before alone when nobody looked earlier", async () => {
    await keyOf(0.5);
    await remind(NOW);
    expect(await notices()).toMatchObject([{ kind: "key.expires_in_1_day" }]);
  });

  test("makes an event for its owner and in each workspace, which webhooks are told of once", async () => {
    await makeWebhook(acme, "https://hooks.example.com", ["key.expiring"]);
    const keyId = await keyOf(7);
    await remind(NOW);
    await remind(NOW);
    const found = await events();
    expect(found.map(({ workspaceId }) => workspaceId).sort()).toEqual([acme.id, labs.id, null].sort());
    for (const event of found) expect(event).toMatchObject({ actorKind: "system", actorId: null, targetId: keyId });
    const deliveries = await db().webhookDelivery.findMany();
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]?.payload).toMatchObject({
      data: { daysLeft: 7, key: { id: keyId, expiresAt: addDays(NOW, 7).toISOString() }, actor: { kind: "system" } },
    });
  });

  test("is told of in no workspace that it does not reach any more", async () => {
    const keyId = await keyOf(7);
    await db().keyWorkspace.updateMany({ where: { keyId, workspaceId: labs.id }, data: { detachedAt: NOW } });
    await db().membership.deleteMany({ where: { workspaceId: acme.id, userId: grace.id } });
    await remind(NOW);
    expect((await events()).map(({ workspaceId }) => workspaceId)).toEqual([null]);
  });

  test("is told of wherever it stands among a thousand", async () => {
    const makers = Array.from({ length: 40 }, (_, n) => keyOf(6, { name: `Key ${n}` }));
    await Promise.all(makers);
    await db().$executeRaw`
      INSERT INTO "Key" (id, "userId", "tokenHash", "tokenStart", "tokenEnd", scopes, "createdAt", "updatedAt", "expiresAt", "familyId")
      SELECT 'key_filler' || n, ${grace.id}, 'hash' || n, 'mcp_aaaaa', 'bbbbb', '{}', ${NOW}, ${NOW}, ${addDays(NOW, 2)}, 'key_filler' || n
        FROM generate_series(1, 1000) n`;
    expect(await remind(NOW)).toBe(40);
  });
});

test.each([
  ["revoked", { revokedAt: NOW }],
  ["made within its last seven days", { createdAt: addDays(NOW, -1) }],
])("a key that was %s is told of by nobody", async (_what, changes) => {
  await keyOf(5, changes);
  expect(await remind(NOW)).toBe(0);
});

test("a key that was rotated is told of no more, and one before that is gone from the list", async () => {
  const caller = callerOf(grace);
  const [told, untold] = [await keyOf(6), await keyOf(8)];
  await remind(NOW);
  expect(await listNotices(caller)).toMatchObject([{ key: { id: told } }]);
  for (const keyId of [told, untold]) {
    await rotateKey(caller, { keyId, overlap: "7_days", expiresInDays: "same" });
  }
  expect(await listNotices(caller)).toEqual([]);
  expect(await remind(addDays(NOW, 2))).toBe(0);
});

test("of a service key its workspace's owners and admins are told, and nobody who was disabled", async () => {
  const lin = await makeUser("Lin");
  const alan = await makeUser("Alan");
  for (const user of [lin, alan]) {
    await db().membership.create({ data: { workspaceId: acme.id, userId: user.id, role: "admin", createdAt: NOW } });
  }
  await db().user.update({ where: { id: alan.id }, data: { disabledAt: NOW } });
  await makeServiceKey(acme, { createdAt: addDays(NOW, -90), expiresAt: addDays(NOW, 1) });
  await remind(NOW);
  expect((await notices()).map(({ userId }) => userId)).toEqual([ada.id, lin.id].sort());
  expect((await events()).map(({ workspaceId }) => workspaceId)).toEqual([acme.id]);
  expect(await listNotices(callerOf(ada))).toMatchObject([{ serviceWorkspaceName: "Acme", workspaceSlug: acme.slug }]);
  await db().membership.updateMany({ where: { userId: lin.id }, data: { role: "member" } });
  expect(await listNotices(callerOf(lin))).toEqual([]);
});

describe("the list", () => {
  test("shows the nearest reminder of a key, and says where the key is found", async () => {
    const keyId = await keyOf(7, { name: "Claude" });
    await remind(NOW);
    await remind(addDays(NOW, 6));
    const shown = await listNotices(callerOf(grace, addDays(NOW, 6)));
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({
      kind: "key.expires_in_1_day",
      isRead: false,
      key: { id: keyId, name: "Claude", expiresAt: addDays(NOW, 7) },
      serviceWorkspaceName: null,
      workspaceSlug: expect.toBeOneOf([acme.slug, labs.slug]),
    });
  });

  test("keeps a leak although its key was revoked, and forgets keys that expired a week ago", async () => {
    const leaked = await keyOf(30, { revokedAt: NOW });
    await db().notice.create({
      data: { id: "ntc_leak", userId: grace.id, kind: "key.leaked", keyId: leaked, at: NOW },
    });
    await keyOf(1);
    await remind(NOW);
    expect(await listNotices(callerOf(grace, addDays(NOW, 2)))).toHaveLength(2);
    const later = await listNotices(callerOf(grace, addDays(NOW, 9)));
    expect(later).toMatchObject([{ kind: "key.leaked" }]);
  });

  test("is nobody else's, and only its reader marks it as read", async () => {
    await keyOf(7);
    await remind(NOW);
    const [notice] = await listNotices(callerOf(grace));
    const noticeIds = [notice?.id ?? ""];
    expect(await listNotices(callerOf(ada))).toEqual([]);
    await markNoticesRead(callerOf(ada), { noticeIds });
    expect(await listNotices(callerOf(grace))).toMatchObject([{ isRead: false }]);
    await markNoticesRead(callerOf(grace), { noticeIds });
    expect(await listNotices(callerOf(grace))).toMatchObject([{ isRead: true }]);
  });
});
