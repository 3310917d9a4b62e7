import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { answer } from "#lib/gateway/answer";
import { beginObservation } from "#lib/gateway/observation/observation";
import { authenticate } from "#lib/keys/access/authenticate";
import { sealHeaders } from "#lib/upstreams/headers";
import { makeRequester } from "#testing/clients/mcp-request";
import { type HttpAnswer, post, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { type RunningServer, startEverythingServer } from "#testing/servers/mcp-servers";
import { type SessionServer, startSessionServer } from "#testing/servers/session-server";
import { startWaitingServer, type WaitingServer } from "#testing/servers/waiting-server";

useDatabase();

let gateway: RunningGateway;
let waiting: WaitingServer;
let sessions: SessionServer;
let ada: TestUser;
let acme: TestWorkspace;
let token: string;
let keyId: string;
const alsoStop: { stop(): Promise<void> }[] = [];

beforeEach(async () => {
  gateway = await startGateway();
  waiting = await startWaitingServer();
  sessions = await startSessionServer();
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  ({ token, keyId } = await makeToken(ada, [acme]));
});
afterEach(async () => {
  await gateway.stop();
  await Promise.all([waiting, sessions, ...alsoStop.splice(0)].map((one) => one.stop()));
});

async function client(mode: "auto" | "legacy"): Promise<Client> {
  const made = new Client({ name: "test-client", version: "1.0.0" }, { versionNegotiation: { mode } });
  const requestInit = { headers: { Authorization: `Bearer ${token}` } };
  await made.connect(new StreamableHTTPClientTransport(new URL(gateway.url), { requestInit }));
  return made;
}

describe.each(["auto", "legacy"] as const)("a client in mode %s", (mode) => {
  test("gets progress while a server of the 2026 revision works", async () => {
    await connect(acme, waiting.url, { slug: "waiting" });
    const progress: number[] = [];
    const made = await client(mode);
    // The server goes on only when the client has heard of the third step, so no message may wait for the end.
    const result = await made.callTool(
      { name: "waiting__count", arguments: { to: 4 } },
      { onprogress: (one) => progress.push(one.progress) === 3 && waiting.letCountEnd() },
    );
    expect(result.content).toEqual([{ type: "text", text: "counted to 4" }]);
    expect(progress).toEqual([1, 2, 3, 4]);
    await made.close();
  });

  test("gets progress while a server of the 2025 revisions works", async () => {
    const everything: RunningServer = await startEverythingServer();
    alsoStop.push(everything);
    await connect(acme, everything.url, { slug: "everything" });
    const progress: number[] = [];
    const made = await client(mode);
    await made.callTool(
      { name: "everything__trigger-long-running-operation", arguments: { duration: 0.3, steps: 3 } },
      { onprogress: (one) => progress.push(one.progress) },
    );
    expect(progress).toEqual([1, 2, 3]);
    await made.close();
  });

  test("cancels a call at the server when it cancels its own call", async () => {
    await connect(acme, waiting.url, { slug: "waiting" });
    const made = await client(mode);
    const stop = new AbortController();
    const call = made.callTool({ name: "waiting__wait", arguments: {} }, { signal: stop.signal });
    call.catch(() => {});
    await waiting.begun;
    stop.abort();
    await expect(call).rejects.toThrow();
    await waiting.cancelled;
    await made.close();
  });
});

test("ends a call at a server of the 2026 revision when the client disconnects", async () => {
  await connect(acme, waiting.url, { slug: "waiting" });
  const stop = new AbortController();
  const call = fetch(gateway.url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "waiting__wait" } }),
    signal: stop.signal,
  });
  call.catch(() => {});
  await waiting.begun;
  stop.abort();
  await waiting.cancelled;
});

test("continues to work when clients and servers disconnect at any moment", async () => {
  await connect(acme, waiting.url, { slug: "waiting" });
  await connect(acme, sessions.url, { slug: "sessions" });
  const names = ["waiting__wait", "waiting__count", "sessions__hang", "sessions__whoami", "list_workspaces"];
  const accepts = ["application/json", "application/json, text/event-stream"];
  const calls = Array.from({ length: 120 }, async (_, index) => {
    const stop = AbortSignal.timeout(1 + (index % 40) * 5);
    const params = { name: names[index % names.length], arguments: { to: 3 }, _meta: { progressToken: index } };
    const response = await fetch(gateway.url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: accepts[index % accepts.length] ?? "",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: index, method: "tools/call", params }),
      signal: stop,
    });
    await response.text();
  });
  const outcomes = await Promise.allSettled(calls);
  expect(outcomes.some((one) => one.status === "rejected")).toBe(true);

  // The first key may have reached its burst limit.
  const { token: another } = await makeToken(ada, [acme]);
  const late = post(gateway.url, another, { method: "tools/call", params: { name: "sessions__hang" } });
  await expect.poll(() => sessions.seen.filter((one) => one.message.method === "tools/call").length).toBeGreaterThan(0);
  await sessions.stop();
  expect((await late).body.error?.data).toMatchObject({ errorType: "UPSTREAM_FAILED" });
  expect((await post(gateway.url, another, { method: "tools/list" })).status).toBe(200);
  sessions = await startSessionServer();
});

test.each(["waiting__wait", "sessions__hang"])(
  "leaves nothing at the server when the client disconnected before %s began",
  async (name) => {
    await connect(acme, waiting.url, { slug: "waiting" });
    await connect(acme, sessions.url, { slug: "sessions" });
    const admitted = await authenticate(token, "127.0.0.1", NOW);
    if (admitted.outcome !== "ok") return expect.fail(admitted.outcome);
    const attempt = answer({
      id: 1,
      method: "tools/call",
      params: { name },
      envelope: { era: "legacy" },
      requester: makeRequester(keyId, { access: admitted.access, address: "127.0.0.1", recheck: async () => null }),
      paramHeaders: {},
      acceptsEvents: true,
      now: NOW,
      observation: beginObservation(NOW, null, "127.0.0.1"),
      releaseBody: null,
      whenGone: (callback) => {
        callback();
        return () => {};
      },
    });
    await expect(attempt).rejects.toMatchObject({ name: "AbortError" });
  },
);

describe("servers of the 2025 revisions", () => {
  const call = (name: string, id: string | number = 1, withToken = token) =>
    post(gateway.url, withToken, { method: "tools/call", id, params: { name: `sessions__${name}` } });
  const textOf = (answer: HttpAnswer) => (answer.body.result?.content as { text: string }[] | undefined)?.[0]?.text;

  beforeEach(() => connect(acme, sessions.url, { slug: "sessions" }));

  test("are informed of a cancellation, under their own request id", async () => {
    const stop = new AbortController();
    const request = fetch(gateway.url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "sessions__hang" } }),
      signal: stop.signal,
    });
    const response = await request;
    stop.abort();
    await response.text().catch(() => {});
    const cancelled = () => sessions.seen.find((one) => one.message.method === "notifications/cancelled");
    await expect.poll(cancelled).toBeDefined();
    const called = sessions.seen.find((one) => one.message.method === "tools/call");
    expect(cancelled()?.message.params).toMatchObject({ requestId: called?.message.id });
  });

  test("have one session for each key", async () => {
    const first = textOf(await call("whoami"));
    expect(textOf(await call("whoami", 2))).toBe(first);
    const other = await makeToken(ada, [acme]);
    expect(textOf(await call("whoami", 1, other.token))).not.toBe(first);
  });

  test("keep the session while a catalogue is read again, and lose it when the URL or headers change", async () => {
    const first = textOf(await call("whoami"));
    await db().upstream.updateMany({ data: { revision: { increment: 1 } } });
    expect(textOf(await call("whoami"))).toBe(first);
    const { id } = await db().upstream.findFirstOrThrow();
    const encryptedHeaders = sealHeaders([{ name: "X-Other", value: "credential" }], id);
    await db().upstream.updateMany({ data: { encryptedHeaders, revision: { increment: 1 } } });
    expect(textOf(await call("whoami"))).not.toBe(first);
  });

  test("get unique ids although clients use the same ones, and answers have the client's id", async () => {
    const answers = await Promise.all([call("whoami", 1), call("whoami", 1), call("whoami", "a")]);
    expect(answers.map((answer) => answer.body.id)).toEqual([1, 1, "a"]);
    const ids = sessions.seen.filter((one) => one.message.method === "tools/call").map((one) => one.message.id);
    expect(new Set(ids).size).toBe(3);
  });

  test("do not receive a large call twice after they forgot the session, but are initialized for the next call", async () => {
    const params = { name: "sessions__whoami", arguments: { text: "x".repeat(100_000) } };
    const callLarge = () => post(gateway.url, token, { method: "tools/call", params });
    expect((await callLarge()).body.result).toBeDefined();
    sessions.forgetSessions();
    expect((await callLarge()).body.error?.message).toMatch(/has ended its session\. Try again\.$/);
    expect((await callLarge()).body.result).toBeDefined();
  });

  test("are initialized again after they forgot the session", async () => {
    const first = textOf(await call("whoami"));
    sessions.forgetSessions();
    const second = textOf(await call("whoami"));
    expect(second).toBeDefined();
    expect(second).not.toBe(first);
  });

  test("get a refusal when they ask the client a question", async () => {
    expect(textOf(await call("ask"))).toMatch(/-32601/);
  });

  test("may close the stream and answer on the resumed stream", async () => {
    expect(textOf(await call("break"))).toBe("resumed");
  });

  test("never see the client's key or the _meta fields of the 2026 revision", async () => {
    await postModern(gateway.url, token, { method: "tools/call", params: { name: "sessions__whoami" } });
    expect(JSON.stringify(sessions.seen)).not.toContain(token);
    expect(JSON.stringify(sessions.seen)).not.toContain(keyId);
    const called = sessions.seen.find((one) => one.message.method === "tools/call");
    expect(called?.message.params).toEqual({ name: "whoami" });
  });

  test("have their sessions ended when the gateway stops", async () => {
    const session = textOf(await call("whoami"));
    await gateway.stop();
    expect(sessions.ended).toContain(session);
    gateway = await startGateway();
  });
});
