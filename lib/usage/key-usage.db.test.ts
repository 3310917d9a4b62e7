import { beforeEach, describe, expect, test } from "vitest";
import { addDays, MINUTE_MS } from "#lib/clock";
import { db } from "#lib/db/client";
import { keyUsage } from "#lib/usage/key-usage";
import { recentCalls } from "#lib/usage/recent-calls";
import { useDatabase } from "#testing/databases/use-database";
import {
  callerOf,
  makeCalls,
  makeKey,
  makeServiceKey,
  makeUpstream,
  makeUser,
  makeWorkspace,
  NOW,
  type TestUser,
  type TestWorkspace,
} from "#testing/people/factories";

useDatabase();

let ada: TestUser;
let mia: TestUser;
let acme: TestWorkspace;
let secret: TestWorkspace;
let keyId: string;
let notes: string;
let vault: string;

beforeEach(async () => {
  ada = await makeUser("Ada");
  mia = await makeUser("Mia");
  acme = await makeWorkspace("Acme", [
    [ada, "admin"],
    [mia, "member"],
  ]);
  secret = await makeWorkspace("Secret", [[mia, "owner"]]);
  keyId = await makeKey(mia, [acme, secret]);
  notes = await makeUpstream(acme, { slug: "notes" });
  vault = await makeUpstream(secret, { slug: "vault" });
});

/** Mia's key calls Acme twice, her own workspace once, and lists once. */
async function makeMixedCalls(): Promise<void> {
  const mine = { keyId, user: mia };
  await makeCalls({ ...mine, workspace: acme, upstreamId: notes, name: "echo", durationsMs: [10, 20] });
  await makeCalls({ ...mine, workspace: secret, upstreamId: vault, name: "open", client: "goose", address: "::1" });
  await makeCalls({ ...mine, method: "tools/list" });
}

const read = (user: TestUser, workspace = acme, id = keyId) => keyUsage(callerOf(user), workspace.slug, id, "7d");

describe("who sees what", () => {
  test("its owner sees every call, in whichever workspace they ask", async () => {
    await makeMixedCalls();
    for (const workspace of [acme, secret]) {
      const found = await read(mia, workspace);
      expect(found.total.calls).toBe(4);
      expect(found.tools.top).toMatchObject([
        { name: "echo", detail: "notes", calls: 2 },
        { name: "open", detail: "vault", calls: 1 },
      ]);
      expect(found.clients.map(({ name, calls }) => [name, calls]).sort()).toEqual([
        ["claude-code 2.1.3", 3],
        ["goose 2.1.3", 1],
      ]);
    }
  });

  test("an admin sees the calls to their workspace alone: no tool, client or address of others", async () => {
    await makeMixedCalls();
    const found = await read(ada);
    expect(found.total.calls).toBe(2);
    expect(found.units.at(-1)?.calls).toBe(2);
    expect(JSON.stringify(found)).not.toMatch(/vault|open|goose|::1/);
    expect(found.clients).toMatchObject([{ name: "claude-code 2.1.3", calls: 2 }]);
    expect(found.addresses).toMatchObject([{ name: "192.0.2.1", calls: 2 }]);
  });

  test("another key of the same owner does not count", async () => {
    await makeMixedCalls();
    expect((await read(mia, acme, await makeKey(mia, [acme]))).total.calls).toBe(0);
  });

  test("a server's name is not told to who has left its workspace", async () => {
    await makeMixedCalls();
    await db().membership.deleteMany({ where: { workspaceId: secret.id } });
    expect((await read(mia)).tools.top).toMatchObject([{ detail: "notes" }, { name: "open", detail: null }]);
  });

  test("of a service key admins see all, lists included", async () => {
    const serviceKey = await makeServiceKey(acme);
    await makeCalls({ keyId: serviceKey, workspace: acme, upstreamId: notes, name: "echo" });
    await makeCalls({ keyId: serviceKey, method: "tools/list" });
    expect(await read(ada, acme, serviceKey)).toMatchObject({ total: { calls: 2 }, addresses: [{ calls: 2 }] });
  });

  test("other members and strangers are refused", async () => {
    const leo = await makeUser("Leo");
    await expect(read(leo)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await db().membership.create({ data: { userId: leo.id, workspaceId: acme.id, role: "member", createdAt: NOW } });
    await expect(read(leo)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

test("clients and addresses come with their latest use, the latest first; a client without a name is none", async () => {
  const earlier = new Date(NOW.getTime() - MINUTE_MS);
  const mine = { keyId, user: mia };
  await makeCalls({ ...mine, at: earlier, client: "goose", address: "192.0.2.7" });
  await makeCalls({ ...mine, address: "192.0.2.8" });
  await makeCalls({ ...mine, client: null, address: "192.0.2.8" });
  const { clients, addresses } = await read(mia);
  expect(clients).toEqual([
    { name: "claude-code 2.1.3", calls: 1, lastSeenAt: NOW },
    { name: "", calls: 1, lastSeenAt: NOW },
    { name: "goose 2.1.3", calls: 1, lastSeenAt: earlier },
  ]);
  expect(addresses).toEqual([
    { name: "192.0.2.8", calls: 2, lastSeenAt: NOW },
    { name: "192.0.2.7", calls: 1, lastSeenAt: earlier },
  ]);
});

test("applications are those that were named, and none where none was", async () => {
  await makeCalls({ keyId, user: mia });
  expect((await read(mia)).applications).toEqual([]);
  await makeCalls({ keyId, user: mia, originApp: "nightly-report", durationsMs: [1, 2] });
  expect((await read(mia)).applications).toEqual([{ name: "nightly-report", calls: 2, lastSeenAt: NOW }]);
});

describe("the last days of several keys", () => {
  test("each has the calls of fourteen days of UTC, today last", async () => {
    const mine = { user: mia };
    const second = await makeKey(mia, [acme]);
    await makeCalls({ ...mine, keyId, durationsMs: [1, 2] });
    await makeCalls({ ...mine, keyId, method: "tools/list" });
    await makeCalls({ ...mine, keyId, at: addDays(NOW, -13) });
    await makeCalls({ ...mine, keyId, at: addDays(NOW, -14) });
    await makeCalls({ ...mine, keyId: second, at: new Date("2026-11-20T23:59:59.999Z") });
    const unused = await makeKey(mia, [acme]);
    const recent = await recentCalls(callerOf(mia), [keyId, second, unused]);
    expect([keyId, second, unused].map((id) => recent(id).join(""))).toEqual([
      "10000000000003",
      "00000000000010",
      "00000000000000",
    ]);
  });

  test("keys of others have none, even for an admin", async () => {
    await makeMixedCalls();
    expect((await recentCalls(callerOf(ada), [keyId]))(keyId).join("")).toBe("00000000000000");
  });
});
