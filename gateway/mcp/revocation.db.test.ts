import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { addDays } from "#lib/clock";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { setServerRules } from "#lib/upstreams/settings/set-server-rules";
import { setToolRule } from "#lib/upstreams/settings/set-tool-rule";
import { readEvents } from "#lib/upstreams/wire/event-stream";
import { type HttpAnswer, post, postModern } from "#testing/clients/post";
import { type OpenSubscription, openSubscription } from "#testing/clients/subscribe";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { EVENTUALLY } from "#testing/machine/slowness";
import { callerOf, makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { startHeldServer } from "#testing/servers/held-server";
import { startModernServer } from "#testing/servers/mcp-servers";
import { type SessionServer, startSessionServer } from "#testing/servers/session-server";
import { startWaitingServer, type WaitingServer } from "#testing/servers/waiting-server";

useDatabase();

/**
 * What ends within this time was ended by the bell: without it, rights are read every 30 seconds. On a machine that is
 * not busy the bell takes a few milliseconds.
 */
const BY_THE_BELL_MS = 15_000;

let now = NOW;
let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway({ now: () => now });
});
afterAll(() => gateway.stop());

let waiting: WaitingServer;
let sessions: SessionServer;
let ada: TestUser;
let acme: TestWorkspace;
let token: string;
let keyId: string;
let waitingId: string;
const subscriptions: OpenSubscription[] = [];

beforeEach(async () => {
  now = NOW;
  waiting = await startWaitingServer();
  sessions = await startSessionServer();
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  ({ token, keyId } = await makeToken(ada, [acme]));
  waitingId = await connect(acme, waiting.url, { slug: "waiting" });
  await connect(acme, sessions.url, { slug: "sessions" });
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const subscription of subscriptions.splice(0)) subscription.close();
  await Promise.all([waiting.stop(), sessions.stop()]);
});

const revoke = () => db().key.update({ where: { id: keyId }, data: { revokedAt: NOW } });

/** Blocks the key by a policy, because none of the keys in these tests expires. */
const blockByPolicy = () =>
  db().workspacePolicy.create({ data: { workspaceId: acme.id, expiryRequired: true, updatedAt: NOW } });

/** All changes that end a key. */
const ENDINGS: [string, () => Promise<unknown>][] = [
  ["the key is revoked", revoke],
  ["the key is revoked by hand", () => pool().query(`UPDATE "Key" SET "revokedAt" = now()`)],
  ["the key is deleted by hand", () => pool().query(`DELETE FROM "Key"`)],
  ["the key's end is moved into the past", () => db().key.updateMany({ data: { expiresAt: addDays(NOW, -1) } })],
  ["its owner is disabled", () => db().user.update({ where: { id: ada.id }, data: { disabledAt: NOW } })],
];

/** Measures the milliseconds from the end of `change` until `ended`. */
async function timeUntil<T>(ended: Promise<T>, change: () => Promise<unknown>): Promise<{ value: T; tookMs: number }> {
  await change();
  const committedAt = performance.now();
  const value = await ended;
  return { value, tookMs: performance.now() - committedAt };
}

const killBells = () =>
  pool().query(`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'latchkey-bell' AND datname = current_database()`);

/** Tells whether exactly one connection listens for changes at this moment. */
async function bells(): Promise<number> {
  const { rows } = await pool().query(`
    SELECT pid FROM pg_stat_activity
     WHERE application_name = 'latchkey-bell' AND datname = current_database() AND query LIKE 'SELECT%'`);
  return rows.length;
}

/** Opens a subscription to the list of tools and waits until it is acknowledged. */
async function open(): Promise<OpenSubscription["next"]> {
  const subscription = await openSubscription(gateway.url, token, { toolsListChanged: true });
  subscriptions.push(subscription);
  await subscription.next();
  return subscription.next;
}

describe("a subscription", () => {
  test.each(ENDINGS)("ends when %s", async (_, change) => {
    const next = await open();
    const { value, tookMs } = await timeUntil(next(), change);
    expect(value).toBeUndefined();
    expect(tookMs).toBeLessThan(BY_THE_BELL_MS);
  });

  test("ends when its key expires, although nothing was written", async () => {
    await db().key.update({ where: { id: keyId }, data: { expiresAt: addDays(NOW, 1) } });
    const next = await open();
    const { value, tookMs } = await timeUntil(next(), async () => {
      now = addDays(NOW, 1);
    });
    expect(value).toBeUndefined();
    expect(tookMs).toBeLessThan(BY_THE_BELL_MS);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["a workspace is taken from the key", () => db().keyWorkspace.updateMany({ data: { detachedAt: NOW } })],
    ["its owner leaves a workspace", () => db().membership.deleteMany()],
    ["a policy comes to block it", blockByPolicy],
    ["its scopes are narrowed", () => db().key.updateMany({ data: { scopes: ["mcp:resources:read"] } })],
    [
      "a server is switched off",
      () => db().upstream.updateMany({ data: { disabledAt: NOW, revision: { increment: 1 } } }),
    ],
    ["a server is removed", () => db().upstream.deleteMany()],
    [
      "an admin blocks a tool",
      () =>
        setToolRule(callerOf(ada), {
          workspace: acme.id,
          upstreamId: waitingId,
          toolName: "wait",
          access: "blocked",
        }),
    ],
  ])("stays open and announces it when %s", async (_, change) => {
    const next = await open();
    const { value, tookMs } = await timeUntil(next(), change);
    expect(value?.method).toBe("notifications/tools/list_changed");
    expect(tookMs).toBeLessThan(BY_THE_BELL_MS);
    const end = next();
    await revoke();
    expect(await end).toBeUndefined();
  });

  test("announces it when an admin makes tools without hints read-only", async () => {
    const notes = await startModernServer();
    const upstreamId = await connect(acme, notes.url, { slug: "notes" });
    const next = await open();
    const { value, tookMs } = await timeUntil(next(), () =>
      setServerRules(callerOf(ada), { workspace: acme.id, upstreamId, toolsWithoutHints: "read_only" }),
    );
    expect(value?.method).toBe("notifications/tools/list_changed");
    expect(tookMs).toBeLessThan(BY_THE_BELL_MS);
    await notes.stop();
  });

  test("announces nothing when its lists have not changed", async () => {
    const next = await open();
    await db().upstream.updateMany({ data: { revision: { increment: 1 } } });
    await db().key.update({ where: { id: keyId }, data: { scopes: ["mcp:read", "mcp:tools:list"] } });
    const end = next();
    await revoke();
    expect(await end).toBeUndefined();
  });

  test("hears of changes while the bell is lost and after it is back", async () => {
    const earlier = await open();
    await expect.poll(bells).toBe(1);
    await killBells();
    const meanwhile = await open();
    const announced = Promise.all([earlier(), meanwhile()]);
    await db().upstream.deleteMany();
    for (const message of await announced) expect(message?.method).toBe("notifications/tools/list_changed");
    await expect.poll(bells).toBe(1);
    const { value: ends, tookMs } = await timeUntil(Promise.all([earlier(), meanwhile()]), revoke);
    expect(ends).toEqual([undefined, undefined]);
    expect(tookMs).toBeLessThan(BY_THE_BELL_MS);
  });
});

/** Calls that last until something ends them: with a JSON answer, and with a stream from the server. */
describe.each([
  ["that waits for its answer", "waiting__wait"],
  ["whose stream has begun", "sessions__hang"],
])("a call under way %s", (_, tool) => {
  const isBegun = () => sessions.seen.some((one) => one.message.method === "tools/call");
  const begun = () => (tool === "waiting__wait" ? waiting.begun : expect.poll(isBegun).toBe(true));
  const isCancelled = () => sessions.seen.some((one) => one.message.method === "notifications/cancelled");
  const cancelled = () => (tool === "waiting__wait" ? waiting.cancelled : expect.poll(isCancelled).toBe(true));

  /** The promise is inside an object, because awaiting a promise of a promise would wait for the answer. */
  async function calling(): Promise<{ answer: Promise<HttpAnswer> }> {
    const answer = post(gateway.url, token, { method: "tools/call", id: 7, params: { name: tool } });
    await begun();
    return { answer };
  }

  test.each(ENDINGS)("ends when %s, here and at the server", async (_name, change) => {
    const { answer } = await calling();
    const { value, tookMs } = await timeUntil(answer, change);
    expect(value.status).toBe(401);
    expect(value.body).toMatchObject({ id: 7, error: { data: { errorType: "INVALID_API_KEY" } } });
    expect(tookMs).toBeLessThan(BY_THE_BELL_MS);
    await cancelled();
  });

  test("ends when its key expires", async () => {
    await db().key.update({ where: { id: keyId }, data: { expiresAt: addDays(NOW, 1) } });
    const { answer } = await calling();
    now = addDays(NOW, 1);
    expect((await answer).status).toBe(401);
    await cancelled();
  });

  test("reports it in the stream if the client accepts one, and to clients of the 2026 revision", async () => {
    const response = await fetch(gateway.url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 8, method: "tools/call", params: { name: "sessions__hang" } }),
    });
    const modern = postModern(gateway.url, token, { method: "tools/call", id: 9, params: { name: tool } });
    await begun();
    await revoke();
    const messages: unknown[] = [];
    for await (const event of readEvents(response.body as unknown as AsyncIterable<Uint8Array>)) {
      messages.push(JSON.parse(event.data));
    }
    const refused = { error: { code: 401, data: { errorType: "INVALID_API_KEY" } } };
    expect(messages).toMatchObject([{ id: 8, ...refused }]);
    expect(await modern).toMatchObject({ status: 401, body: { id: 9, ...refused } });
  });

  test.each<[string, string, () => Promise<unknown>]>([
    [
      "NOT_REACHED",
      "its workspace is taken from the key",
      () => db().keyWorkspace.updateMany({ data: { detachedAt: NOW } }),
    ],
    ["NOT_REACHED", "its owner leaves the workspace", () => db().membership.deleteMany()],
    ["POLICY_BLOCKED", "a policy comes to block its key", blockByPolicy],
    ["NOT_REACHED", "its server is switched off", () => pool().query(`UPDATE "Upstream" SET "disabledAt" = now()`)],
    ["NOT_REACHED", "its server is removed", () => db().upstream.deleteMany()],
    [
      "INSUFFICIENT_SCOPE",
      "its key may call no more tools",
      () => db().key.updateMany({ data: { scopes: ["mcp:tools:list"] } }),
    ],
    ["TOOL_BLOCKED", "an admin blocks the tool", () => setRule("blocked")],
    ["INSUFFICIENT_SCOPE", "an admin says that the tool writes", () => setRule("writing")],
  ])("ends with %s when %s", async (errorType, _name, change) => {
    const { answer } = await calling();
    const { value, tookMs } = await timeUntil(answer, change);
    expect(value).toMatchObject({ status: 403, body: { id: 7, error: { data: { errorType } } } });
    expect(tookMs).toBeLessThan(BY_THE_BELL_MS);
    await cancelled();
  });

  test("continues when a right that it does not need is removed, and its name changes for clients", async () => {
    const beta = await makeWorkspace("Beta", [[ada, "owner"]]);
    const { answer } = await calling();
    const next = await open();
    const [slug] = tool.split("__");
    for (const change of [
      () => db().upstream.deleteMany({ where: { slug: { not: slug } } }),
      () => db().keyWorkspace.create({ data: { keyId, workspaceId: beta.id } }),
      () => db().workspace.update({ where: { id: acme.id }, data: { slug: "renamed", name: "Renamed" } }),
      () => db().key.update({ where: { id: keyId }, data: { scopes: ["mcp:tools:call"] } }),
    ]) {
      await change();
      expect((await next())?.method).toBe("notifications/tools/list_changed");
    }
    // None of these changes ended the call, because the first reason is the one in the answer.
    await setRule("blocked");
    expect((await answer).body.error?.data).toMatchObject({ errorType: "TOOL_BLOCKED" });
  });

  test("goes on when the bell is lost, and still ends when the key is revoked meanwhile", async () => {
    await expect.poll(bells).toBe(1);
    const { answer } = await calling();
    await killBells();
    await expect.poll(bells).toBe(1);
    await killBells();
    const { value, tookMs } = await timeUntil(answer, revoke);
    expect(value).toMatchObject({ status: 401, body: { error: { data: { errorType: "INVALID_API_KEY" } } } });
    expect(tookMs).toBeLessThan(BY_THE_BELL_MS);
  });

  test("ends when its key cannot be checked, and says that it may have been carried out", async () => {
    const { answer } = await calling();
    await pool().query('ALTER TABLE "Key" RENAME TO "KeyAway"');
    try {
      await killBells();
      const { status, body, headers } = await answer;
      expect(status).toBe(503);
      expect(body.error?.data).toMatchObject({
        errorType: "UNAVAILABLE",
        message: expect.stringContaining("may have been carried out"),
      });
      expect(headers.get("retry-after")).toBeNull();
    } finally {
      await pool().query('ALTER TABLE "KeyAway" RENAME TO "Key"');
    }
    await cancelled();
  });

  async function setRule(access: "blocked" | "writing"): Promise<void> {
    const { id } = await db().upstream.findFirstOrThrow({ where: { slug: tool.split("__")[0] } });
    const toolName = tool.split("__")[1] ?? "";
    await setToolRule(callerOf(ada), { workspace: acme.id, upstreamId: id, toolName, access });
  }
});

test("writing calls of every age outlive the loss of the bell, and none is answered twice", async () => {
  const held = await startHeldServer();
  onTestFinished(() => held.stop());
  await connect(acme, held.url, { slug: "held" });
  const { token: writing } = await makeToken(ada, [acme], { scopes: ["mcp:full"] });
  held.hold();
  const calls: Promise<HttpAnswer>[] = [];
  const callsPerAge = 5;
  const begin = async () => {
    const before = held.arrived();
    const message = { method: "tools/call", params: { name: "held__write" } };
    for (let index = 0; index < callsPerAge; index += 1) calls.push(post(gateway.url, writing, message));
    await expect.poll(() => held.arrived() - before, EVENTUALLY).toBe(callsPerAge);
  };
  await begin();
  await expect.poll(bells, EVENTUALLY).toBe(1);
  const ages = 3;
  for (let age = 1; age <= ages; age += 1) {
    // The calls from before grow older than a second with each loss.
    const lostAtMs = performance.now();
    await killBells();
    await begin();
    await expect.poll(() => performance.now() - lostAtMs, EVENTUALLY).toBeGreaterThan(1_200);
    await expect.poll(bells, EVENTUALLY).toBe(1);
  }
  held.release();
  const answers = await Promise.all(calls);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(held.arrived()).toBe((ages + 1) * callsPerAge);
});
