import { describe, expect, test } from "vitest";
import { addDays, MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { keyUsage } from "#lib/usage/key-usage";
import { recentCalls } from "#lib/usage/recent-calls";
import {
  callerOf,
  makeCalls,
  makeKey,
  makeServiceKey,
  makeUpstream,
  makeUser,
  NOW,
  type TestUser,
} from "#testing/people/factories";
import { useWorkspace } from "#testing/people/use-workspace";

const world = useWorkspace(
  { acme: { ada: "admin", mia: "member" }, secret: { mia: "owner" } },
  async ({ mia, acme, secret }) => ({
    keyId: await makeKey(mia, [acme, secret]),
    notes: await makeUpstream(acme, { slug: "notes" }),
    vault: await makeUpstream(secret, { slug: "vault" }),
  }),
);

/** Mia's key calls Acme twice, her own workspace once, and lists once. */
async function makeMixedCalls(): Promise<void> {
  const mine = { keyId: world.keyId, user: world.mia };
  await makeCalls({ ...mine, workspace: world.acme, upstreamId: world.notes, name: "echo", durationsMs: [10, 20] });
  await makeCalls({
    ...mine,
    workspace: world.secret,
    upstreamId: world.vault,
    name: "open",
    client: "goose",
    address: "::1",
  });
  await makeCalls({ ...mine, method: "tools/list" });
}

const read = (user: TestUser, workspace = world.acme, id = world.keyId) =>
  keyUsage(callerOf(user), workspace.slug, id, "7d");

describe("the calls of a key", () => {
  test("are all shown to its owner, in each of their workspaces", async () => {
    await makeMixedCalls();
    for (const workspace of [world.acme, world.secret]) {
      const usage = await read(world.mia, workspace);
      expect(usage.total.calls).toBe(4);
      expect(usage.tools.top).toMatchObject([
        { name: "echo", detail: "notes", calls: 2 },
        { name: "open", detail: "vault", calls: 1 },
      ]);
      expect(usage.clients.map(({ client, calls }) => [client, calls]).sort()).toEqual([
        ["claude-code", 3],
        ["goose", 1],
      ]);
    }
  });

  test("are shown to an admin only for their workspace: no tool, client or address of others", async () => {
    await makeMixedCalls();
    const usage = await read(world.ada);
    expect(usage.total.calls).toBe(2);
    expect(usage.units.at(-1)?.calls).toBe(2);
    expect(JSON.stringify(usage)).not.toMatch(/vault|open|goose|::1/);
    expect(usage.clients).toMatchObject([{ client: "claude-code", version: "2.1.3", calls: 2 }]);
    expect(usage.addresses).toMatchObject([{ name: "192.0.2.1", calls: 2 }]);
  });

  test("do not include another key of the same owner", async () => {
    await makeMixedCalls();
    expect((await read(world.mia, world.acme, await makeKey(world.mia, [world.acme]))).total.calls).toBe(0);
  });

  test("lose a server's name when the owner has left its workspace", async () => {
    await makeMixedCalls();
    await db().membership.deleteMany({ where: { workspaceId: world.secret.id } });
    expect((await read(world.mia)).tools.top).toMatchObject([{ detail: "notes" }, { name: "open", detail: null }]);
  });

  test("are all shown to admins for a service key, also lists", async () => {
    const serviceKey = await makeServiceKey(world.acme);
    await makeCalls({ keyId: serviceKey, workspace: world.acme, upstreamId: world.notes, name: "echo" });
    await makeCalls({ keyId: serviceKey, method: "tools/list" });
    expect(await read(world.ada, world.acme, serviceKey)).toMatchObject({
      total: { calls: 2 },
      addresses: [{ calls: 2 }],
    });
  });

  test("are refused to other members and strangers", async () => {
    const leo = await makeUser("Leo");
    await expect(read(leo)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await db().membership.create({
      data: { userId: leo.id, workspaceId: world.acme.id, role: "member", createdAt: NOW },
    });
    await expect(read(leo)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

test("lists clients and addresses by their latest use, also a client without a name", async () => {
  const earlier = new Date(NOW.getTime() - MINUTE_MS);
  const mine = { keyId: world.keyId, user: world.mia };
  await makeCalls({ ...mine, at: earlier, client: "goose", address: "192.0.2.7" });
  await makeCalls({ ...mine, address: "192.0.2.8" });
  await makeCalls({ ...mine, client: null, address: "192.0.2.8" });
  const { clients, addresses } = await read(world.mia);
  const version = "2.1.3";
  expect(clients).toEqual([
    { client: "claude-code", version, title: null, calls: 1, lastSeenAt: NOW },
    { client: null, version: null, title: null, calls: 1, lastSeenAt: NOW },
    { client: "goose", version, title: null, calls: 1, lastSeenAt: earlier },
  ]);
  expect(addresses).toEqual([
    { name: "192.0.2.8", calls: 2, lastSeenAt: NOW },
    { name: "192.0.2.7", calls: 1, lastSeenAt: earlier },
  ]);
});

test("names a client for people as it named itself, once, also when its earlier calls gave no title", async () => {
  const mine = { keyId: world.keyId, user: world.mia };
  await makeCalls({ ...mine, at: new Date(NOW.getTime() - MINUTE_MS) });
  await makeCalls({ ...mine, clientTitle: "Claude Code" });
  await makeCalls({ ...mine, client: "Ada’s own", clientTitle: "Claude Code" });
  const { clients } = await read(world.mia);
  expect(clients.map(({ client, title, calls }) => [client, title, calls])).toEqual([
    ["Ada’s own", "Claude Code", 1],
    ["claude-code", "Claude Code", 2],
  ]);
});

test("lists no client that was seen only before the period", async () => {
  await makeCalls({ keyId: world.keyId, user: world.mia, at: addDays(NOW, -8) });
  const { clients, addresses, total } = await read(world.mia);
  expect([clients, addresses, total.calls]).toEqual([[], [], 0]);
});

test("lists only the applications that named themselves", async () => {
  await makeCalls({ keyId: world.keyId, user: world.mia });
  expect((await read(world.mia)).applications).toEqual([]);
  await makeCalls({ keyId: world.keyId, user: world.mia, originApp: "nightly-report", durationsMs: [1, 2] });
  expect((await read(world.mia)).applications).toEqual([{ name: "nightly-report", calls: 2, lastSeenAt: NOW }]);
});

describe("the recent calls of several keys", () => {
  test("are those of fourteen days (UTC), today last", async () => {
    const mine = { user: world.mia };
    const second = await makeKey(world.mia, [world.acme]);
    await makeCalls({ ...mine, keyId: world.keyId, durationsMs: [1, 2] });
    await makeCalls({ ...mine, keyId: world.keyId, method: "tools/list" });
    await makeCalls({ ...mine, keyId: world.keyId, at: addDays(NOW, -13) });
    await makeCalls({ ...mine, keyId: world.keyId, at: addDays(NOW, -14) });
    await makeCalls({ ...mine, keyId: second, at: new Date("2026-11-20T23:59:59.999Z") });
    const unused = await makeKey(world.mia, [world.acme]);
    const recent = await recentCalls(world.callers.mia, [world.keyId, second, unused]);
    expect([world.keyId, second, unused].map((id) => recent(id).join(""))).toEqual([
      "10000000000003",
      "00000000000010",
      "00000000000000",
    ]);
  });

  test("are zero for keys of other people, even for an admin", async () => {
    await makeMixedCalls();
    expect((await recentCalls(world.callers.ada, [world.keyId]))(world.keyId).join("")).toBe("00000000000000");
  });
});
