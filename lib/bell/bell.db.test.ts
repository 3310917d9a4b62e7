import { afterEach, beforeEach, expect, test } from "vitest";
import { Bell, notifyProcesses } from "#lib/bell/bell";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { newId } from "#lib/ids";
import { useDatabase } from "#testing/databases/use-database";
import {
  makeKey,
  makeMembership,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";

useDatabase();

let bell: Bell;
let rung: string[];
let messages: string[];
let ups = 0;
let losses = 0;
let ada: TestUser;
let acme: TestWorkspace;
let keyId: string;

beforeEach(async () => {
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  keyId = await makeKey(ada, [acme]);
  rung = [];
  messages = [];
  ups = 0;
  losses = 0;
  const up = Promise.withResolvers<void>();
  bell = new Bell({
    onRing: (subject) => rung.push(subject),
    onMessage: (text) => messages.push(text),
    onUp: () => {
      ups += 1;
      up.resolve();
    },
    onLost: () => {
      losses += 1;
    },
  });
  await up.promise;
});
afterEach(() => bell.close());

/** Returns the subjects that the bell reports during `change`. Two own notifications mark its beginning and its end. */
async function ringsOf(change: () => Promise<unknown>): Promise<string[]> {
  await notifyAndWait("begin");
  rung.length = 0;
  await change();
  await notifyAndWait("end");
  return rung.slice(0, -1);
}

async function notifyAndWait(name: string): Promise<void> {
  await pool().query(`NOTIFY latchkey_changes, '${name}'`);
  await expect.poll(() => rung.at(-1), { interval: 5 }).toBe(name);
}

const addServer = () =>
  db().upstream.create({
    data: {
      id: newId("ups"),
      workspaceId: acme.id,
      name: "Notes",
      slug: "notes",
      url: "https://notes.example.com/mcp",
      headerNames: [],
      createdAt: NOW,
      updatedAt: NOW,
    },
  });

test.each<[string, () => Promise<unknown>]>([
  ["revoked", () => db().key.update({ where: { id: keyId }, data: { revokedAt: NOW } })],
  ["narrowed", () => db().key.update({ where: { id: keyId }, data: { scopes: ["mcp:tools:list"] } })],
  ["limited to a stage", () => db().key.update({ where: { id: keyId }, data: { environment: "staging" } })],
  ["limited to some servers", () => db().key.update({ where: { id: keyId }, data: { allServers: false } })],
  ["given another end", () => db().key.update({ where: { id: keyId }, data: { expiresAt: NOW } })],
  ["deleted by hand", () => pool().query(`DELETE FROM "Key"`)],
  ["detached from a workspace", () => db().keyWorkspace.updateMany({ data: { detachedAt: NOW } })],
  ["given back to a workspace by hand", () => pool().query(`UPDATE "KeyWorkspace" SET "detachedAt" = now()`)],
  ["left behind by its workspace", () => db().workspace.delete({ where: { id: acme.id } })],
])("reports a key that is %s", async (_, change) => {
  expect(await ringsOf(change)).toContain(`key:${keyId}`);
});

test.each<[string, () => Promise<unknown>]>([
  ["removed", () => db().membership.deleteMany({ where: { userId: ada.id } })],
  ["given another role", () => db().membership.updateMany({ data: { role: "member" } })],
  ["disabled", () => db().user.update({ where: { id: ada.id }, data: { disabledAt: NOW } })],
])("reports a person who is %s", async (_, change) => {
  expect(await ringsOf(change)).toEqual([`user:${ada.id}`]);
});

test("reports a person who joins a workspace", async () => {
  const grace = await makeUser("Grace");
  expect(await ringsOf(() => makeMembership(acme.id, grace, "member"))).toEqual([`user:${grace.id}`]);
});

test.each<[string, () => Promise<unknown>]>([
  ["a server is connected", addServer],
  ["it is renamed", () => db().workspace.update({ where: { id: acme.id }, data: { name: "New" } })],
  ["it gets a policy", () => db().workspacePolicy.create({ data: { workspaceId: acme.id, updatedAt: NOW } })],
  [
    "its confirmation of destructive tools is turned off",
    () => db().workspace.update({ where: { id: acme.id }, data: { confirmDestructive: false } }),
  ],
])("reports a workspace when %s", async (_, change) => {
  expect(await ringsOf(change)).toEqual([`workspace:${acme.id}`]);
});

test.each<[string, () => Promise<unknown>]>([
  ["is disabled by hand", () => pool().query(`UPDATE "Upstream" SET "disabledAt" = now()`)],
  ["moves to another stage", () => db().upstream.updateMany({ data: { environment: "staging" } })],
  ["has another revision", () => db().upstream.updateMany({ data: { revision: { increment: 1 } } })],
  ["is removed", () => db().upstream.deleteMany()],
])("reports a workspace when one of its servers %s", async (_, change) => {
  await addServer();
  expect(await ringsOf(change)).toEqual([`workspace:${acme.id}`]);
});

test("reports no change that affects no rights: the last use of a key, a password, a failure of a server", async () => {
  await addServer();
  const rings = await ringsOf(async () => {
    await db().key.updateMany({ data: { lastUsedAt: NOW, lastUsedClient: "cursor", updatedAt: NOW } });
    await db().key.updateMany({ data: { scopes: ["mcp:read"], name: "Renamed" } });
    await db().user.updateMany({ data: { passwordHash: "new", credentialVersion: 1 } });
    await db().upstream.updateMany({ data: { failureCode: "TIMED_OUT", failedAt: NOW } });
    await db().workspace.updateMany({ data: { updatedAt: NOW } });
  });
  expect(rings).toEqual([]);
});

test("reports no change whose transaction is rolled back", async () => {
  const rings = await ringsOf(async () => {
    const undone = db().$transaction(async (tx) => {
      await tx.key.update({ where: { id: keyId }, data: { revokedAt: NOW } });
      throw new Error("changed my mind");
    });
    await expect(undone).rejects.toThrow("changed my mind");
  });
  expect(rings).toEqual([]);
});

test("reports a thousand keys of a bulk change and then `all`, and only `all` for TRUNCATE", async () => {
  await pool().query(
    `INSERT INTO "Key" ("id", "familyId", "userId", "tokenHash", "tokenStart", "tokenEnd", "scopes", "createdAt", "updatedAt")
     SELECT 'key_' || n, 'key_' || n, $1, n::text, '', '', '{mcp:read}', now(), now() FROM generate_series(1, 3000) n`,
    [ada.id],
  );
  const rings = await ringsOf(() => pool().query(`UPDATE "Key" SET "revokedAt" = now()`));
  expect(rings).toHaveLength(1_001);
  expect(rings.at(-1)).toBe("all");
  expect(await ringsOf(() => pool().query(`TRUNCATE "Key" CASCADE`))).toEqual(["all"]);
});

/** Returns the process id of the PostgreSQL backend that serves the bell. */
async function readBellBackend(): Promise<number> {
  const { rows } = await pool().query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'latchkey-bell' AND datname = current_database()",
  );
  return rows[0]?.pid ?? 0;
}

test("delivers a message between processes, and reports no change", async () => {
  const text = `“${"x".repeat(7_000)}”`;
  expect(await ringsOf(() => notifyProcesses(text))).toEqual([]);
  expect(messages).toEqual([text]);
});

test("reports that its connection was ended, and reconnects", async () => {
  await pool().query("SELECT pg_terminate_backend($1)", [await readBellBackend()]);
  await expect.poll(() => losses).toBe(1);
  await expect.poll(() => ups).toBe(2);
  expect(bell.isUp).toBe(true);
  const change = () => db().key.update({ where: { id: keyId }, data: { revokedAt: NOW } });
  expect(await ringsOf(change)).toEqual([`key:${keyId}`]);
});

test("notices a connection that no longer responds, and replaces it", async () => {
  const pid = await readBellBackend();
  // The connection stays open without a response, as after a network failure.
  process.kill(pid, "SIGSTOP");
  try {
    await expect.poll(() => losses).toBe(1);
    await expect.poll(() => ups).toBe(2);
  } finally {
    process.kill(pid, "SIGCONT");
  }
});
