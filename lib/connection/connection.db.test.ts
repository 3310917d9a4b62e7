import { beforeEach, describe, expect, test } from "vitest";
import { MINUTE_MS, SECOND_MS } from "#lib/clock";
import { connectionOf } from "#lib/connection/queries";
import { flushAttempts, type RefusedAttempt, recordAttempt } from "#lib/connection/record-attempt";
import { db } from "#lib/db/client";
import { forget } from "#lib/process";
import { generateToken } from "#lib/secrets/token";
import {
  callerOf,
  makeKey,
  makeServiceKey,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
} from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const token = generateToken("mcp_");
const since = new Date(NOW.getTime() - 60 * SECOND_MS);
const world = useWorkspace({ acme: { ada: "owner" } }, async ({ ada, acme }) => ({
  keyId: await makeKey(ada, [acme], { token, name: "Laptop" }),
}));

beforeEach(() => forget("refused-attempts"));

async function refuse(attempt: Partial<RefusedAttempt>): Promise<void> {
  const defaults = { at: NOW, address: "127.0.0.1", problem: "unknown", keyId: null, tokenStart: null } as const;
  recordAttempt({ ...defaults, userAgent: "cursor/1.2 (linux)", ...attempt });
  await flushAttempts();
}

const problemFor = async (user: TestUser = world.ada, id = world.keyId) =>
  (await connectionOf(callerOf(user), id, since)).problem;

describe("a key's connection", () => {
  test("is expected from the instant of the first check", async () => {
    await db().key.updateMany({ data: { lastUsedAt: NOW } });
    expect(await connectionOf(world.callers.ada, world.keyId, null)).toEqual({
      now: NOW,
      connected: null,
      problem: null,
    });
  });

  test("exists once the key was used since that instant", async () => {
    await db().key.update({
      where: { id: world.keyId },
      data: { lastUsedAt: NOW, lastUsedClient: "claude-code", lastUsedVersion: "2.1.3", lastUsedTitle: "Claude Code" },
    });
    const { connected } = await connectionOf(world.callers.ada, world.keyId, since);
    expect(connected).toEqual({ client: "claude-code", version: "2.1.3", title: "Claude Code", at: NOW });
    expect((await connectionOf(world.callers.ada, world.keyId, new Date(NOW.getTime() + 1))).connected).toBeNull();
  });

  test("is shown only to the owner, or to the admins of a service key", async () => {
    const grace = await makeUser("Grace");
    await db().membership.create({
      data: { workspaceId: world.acme.id, userId: grace.id, role: "member", createdAt: NOW },
    });
    await expect(connectionOf(callerOf(grace), world.keyId, since)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const serviceKey = await makeServiceKey(world.acme);
    expect(await connectionOf(world.callers.ada, serviceKey, since)).toMatchObject({ connected: null });
    await expect(connectionOf(callerOf(grace), serviceKey, since)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a problem is named", () => {
  test("when a client from the same address sends no key", async () => {
    await refuse({ problem: "no_credential" });
    expect(await problemFor()).toEqual({ kind: "no_credential", at: NOW, client: "cursor/1.2", otherKey: null });
  });

  test("when a colleague's client from the same address sends no key, but not a stranger's", async () => {
    const grace = await makeUser("Grace");
    await db().membership.create({
      data: { workspaceId: world.acme.id, userId: grace.id, role: "member", createdAt: NOW },
    });
    await refuse({ problem: "no_credential" });
    expect(await problemFor()).toMatchObject({ kind: "no_credential" });
    const bob = await makeUser("Bob");
    await makeWorkspace("Humble", [[bob, "owner"]]);
    expect(await problemFor()).toBeNull();
  });

  test("but not for a client from another address, or an earlier attempt", async () => {
    await refuse({ problem: "no_credential", address: "192.0.2.1" });
    await refuse({ problem: "no_bearer", at: new Date(since.getTime() - 1) });
    expect(await problemFor()).toBeNull();
  });

  test("when this key is cut short, from any address", async () => {
    await refuse({ problem: "cut_short", address: "192.0.2.1", tokenStart: token.slice(0, 9) });
    expect(await problemFor()).toMatchObject({ kind: "cut_short" });
  });

  test.each(["mcp_", "other_"])(
    "when another key of the same person is cut short, with the prefix %s",
    async (prefix) => {
      const old = generateToken("mcp_");
      await makeKey(world.ada, [world.acme], { token: old, name: "Old laptop" });
      await refuse({ problem: "cut_short", address: "192.0.2.1", tokenStart: `${prefix}${old.slice(4, 9)}` });
      expect(await problemFor()).toMatchObject({ kind: "cut_short", otherKey: null });
    },
  );

  test("when another key of the same person has expired", async () => {
    const old = await makeKey(world.ada, [world.acme], { name: "Old laptop" });
    await refuse({ problem: "expired", keyId: old, address: "192.0.2.1" });
    expect(await problemFor()).toMatchObject({
      kind: "expired",
      otherKey: { name: "Old laptop", workspaces: ["Acme"] },
    });
  });

  test("when another key of the same person is used from the same address", async () => {
    const labs = await makeWorkspace("Labs", [[world.ada, "member"]]);
    const other = await makeKey(world.ada, [labs], { name: "Other" });
    await db().key.update({ where: { id: other }, data: { lastUsedAt: NOW, lastUsedAddress: "127.0.0.1" } });
    expect(await problemFor()).toMatchObject({ kind: "other_key", otherKey: { name: "Other", workspaces: ["Labs"] } });
  });

  test("but not for a use of another key that is earlier, or from another address", async () => {
    const other = await makeKey(world.ada, [world.acme], { name: "Other" });
    const use = (lastUsedAt: Date, lastUsedAddress: string) =>
      db().key.update({ where: { id: other }, data: { lastUsedAt, lastUsedAddress } });
    await use(new Date(since.getTime() - 1), "127.0.0.1");
    expect(await problemFor()).toBeNull();
    await use(NOW, "192.0.2.1");
    expect(await problemFor()).toBeNull();
    await use(since, "127.0.0.1");
    expect(await problemFor()).toMatchObject({ kind: "other_key" });
  });

  test("with the other key's workspaces, but not those that are detached from it", async () => {
    const labs = await makeWorkspace("Labs", [[world.ada, "member"]]);
    const other = await makeKey(world.ada, [world.acme, labs], { name: "Other" });
    await db().key.update({ where: { id: other }, data: { lastUsedAt: NOW, lastUsedAddress: "127.0.0.1" } });
    await db().keyWorkspace.updateMany({ where: { keyId: other, workspaceId: labs.id }, data: { detachedAt: NOW } });
    expect(await problemFor()).toMatchObject({ otherKey: { workspaces: ["Acme"] } });
  });

  test("but not for the cut token of another key, although it comes from the same address", async () => {
    await refuse({ problem: "cut_short", tokenStart: "mcp_other" });
    expect(await problemFor()).toBeNull();
  });

  test("but not for a stranger's key that starts with the same characters", async () => {
    const grace = await makeUser("Grace");
    const hers = await makeKey(grace, [], { name: "Hers" });
    await refuse({ problem: "expired", keyId: hers, tokenStart: token.slice(0, 9) });
    expect(await problemFor()).toBeNull();
  });

  test("but never a key of somebody else", async () => {
    const grace = await makeUser("Grace");
    const hers = await makeKey(grace, [], { name: "Hers" });
    await refuse({ problem: "revoked", keyId: hers });
    await db().key.update({ where: { id: hers }, data: { lastUsedAt: NOW, lastUsedAddress: "127.0.0.1" } });
    expect(await problemFor()).toBeNull();
  });
});

describe("two tenants behind one address", () => {
  let bob: TestUser;
  let bobsKey: string;
  const bobsToken = generateToken("mcp_");

  beforeEach(async () => {
    bob = await makeUser("Bob");
    const humble = await makeWorkspace("Humble", [[bob, "owner"]]);
    bobsKey = await makeKey(bob, [humble], { token: bobsToken, name: "Bob's" });
  });

  test.each<[RefusedAttempt["problem"], string | null]>([
    ["no_credential", null],
    ["no_bearer", null],
    ["placeholder", null],
    ["malformed", null],
    ["in_query", null],
    ["no_bearer", bobsToken.slice(0, 9)],
    ["cut_short", bobsToken.slice(0, 9)],
    ["unknown", bobsToken.slice(0, 9)],
  ])("learn nothing of the other one's client: %s %s", async (problem, tokenStart) => {
    await refuse({ problem, tokenStart, userAgent: "secret-agent/9" });
    expect(await problemFor(world.ada, world.keyId)).toBeNull();
  });

  test("see what carries their own keys", async () => {
    await refuse({ problem: "cut_short", tokenStart: bobsToken.slice(0, 9), userAgent: "bobs/1" });
    await refuse({ problem: "no_bearer", tokenStart: token.slice(0, 9), userAgent: "adas/1" });
    expect(await problemFor(world.ada, world.keyId)).toMatchObject({ kind: "no_bearer", client: "adas/1" });
    expect(await problemFor(bob, bobsKey)).toMatchObject({ kind: "cut_short", client: "bobs/1" });
  });
});

describe("equal attempts", () => {
  const count = () => db().refusedAttempt.count();
  const instant = (ms: number) => new Date(NOW.getTime() + ms);

  test("are written once within five seconds, also when the clock is set back", async () => {
    await refuse({});
    await refuse({ at: instant(5 * SECOND_MS - 1) });
    await refuse({ at: instant(-5 * SECOND_MS + 1) });
    expect(await count()).toBe(1);
    await refuse({ at: instant(5 * SECOND_MS) });
    expect(await count()).toBe(2);
    await refuse({ at: instant(-1) });
    expect(await count()).toBe(3);
  });

  test("differ by network, problem, key and start of the token", async () => {
    const changes = [
      {},
      { address: "192.0.2.1" },
      { problem: "expired" },
      { keyId: world.keyId },
      { tokenStart: "mcp_2abc1" },
    ] as const;
    for (const change of changes) await refuse(change);
    expect(await count()).toBe(changes.length);
  });

  test("are deleted at most once a minute", async () => {
    const attempts: [ms: number, rows: number][] = [
      [-3_600_000, 1],
      [0, 2],
      [MINUTE_MS - 1, 3],
      // This one is written and the first one is deleted.
      [MINUTE_MS, 3],
    ];
    for (const [index, [ms, rows]] of attempts.entries()) {
      await refuse({ at: instant(ms), address: `192.0.2.${index}` });
      expect(await count()).toBe(rows);
    }
  });
});

test("a flood of refused attempts writes few rows, and rows are deleted after an hour", async () => {
  for (let number = 0; number < 1_000; number += 1) {
    recordAttempt({
      at: NOW,
      address: `10.0.${number >> 8}.${number & 255}`,
      problem: "unknown",
      keyId: null,
      tokenStart: null,
      userAgent: undefined,
    });
  }
  await flushAttempts();
  expect(await db().refusedAttempt.count()).toBe(10);
  const later = new Date(NOW.getTime() + 3_600_001);
  await refuse({ at: later });
  expect(await db().refusedAttempt.count()).toBe(1);
});
