import { Writable } from "node:stream";
import { McpServer, Server } from "@modelcontextprotocol/server";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { db } from "#lib/db/client";
import { pool } from "#lib/db/pool";
import { env, provideEnv } from "#lib/env";
import { META } from "#lib/mcp/protocol";
import { provide } from "#lib/process";
import { flushCalls } from "#lib/usage/record-call";
import { post, postModern } from "#testing/clients/post";
import { connectRaw, headOf } from "#testing/clients/raw-client";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { EVENTUALLY } from "#testing/machine/slowness";
import { makeUser, makeWorkspace, NOW, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { type RunningMcpServer, startMcpServer } from "#testing/servers/mcp-servers";
import { startWaitingServer, type WaitingServer } from "#testing/servers/waiting-server";

useDatabase();

type Line = { requestId?: string; outcome?: string; level: number; [field: string]: unknown };

const lines: Line[] = [];
let gateway: RunningGateway;
let tools: RunningMcpServer;
let waiting: WaitingServer;

beforeAll(async () => {
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().trim().split("\n")) lines.push(JSON.parse(line) as Line);
      done();
    },
  });
  provide("log", pino({ level: "debug" }, sink));
  gateway = await startGateway();
  waiting = await startWaitingServer();
  tools = await startMcpServer(() => {
    const server = new McpServer({ name: "tools", version: "1.0.0" });
    const annotations = { readOnlyHint: true };
    server.registerTool("fine", { annotations }, async () => ({ content: [{ type: "text", text: '"isError":true' }] }));
    server.registerTool("broken", { annotations }, async () => ({ content: [], isError: true }));
    server.registerTool("write", { annotations: { readOnlyHint: false, destructiveHint: false } }, async () => ({
      content: [],
    }));
    return server;
  });
});
afterAll(async () => {
  await Promise.all([gateway, tools, waiting].map((one) => one.stop()));
});

let ada: TestUser;
let acme: TestWorkspace;
let token: string;
let keyId: string;
let toolsId: string;

beforeEach(async () => {
  await events();
  await pool().query('TRUNCATE "UsageEvent"');
  lines.length = 0;
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  toolsId = await connect(acme, tools.url, { slug: "tools" });
  ({ token, keyId } = await makeToken(ada, [acme]));
});

const call = (name: string, id: string | number = 1) => ({ id, method: "tools/call", params: { name } });

async function events() {
  await flushCalls();
  return db().usageEvent.findMany({ orderBy: { id: "asc" } });
}

test("counts each call by key, server, tool and outcome, with its duration and client", async () => {
  const doomed = await startMcpServer(() => new McpServer({ name: "doomed", version: "1" }));
  await connect(acme, doomed.url, { slug: "doomed" });
  await doomed.stop();
  const answers = [
    await postModern(gateway.url, token, call("tools__fine")),
    await post(gateway.url, token, call("tools__broken")),
    await post(gateway.url, token, call("tools__write")),
    await post(gateway.url, token, call("tools__nothing")),
    await post(gateway.url, token, call("list_workspaces")),
    await post(gateway.url, token, { method: "tools/list" }),
    await post(gateway.url, token, { method: "no/such-method" }),
  ];
  const rows = await events();
  expect(rows.map(({ method, name, upstreamId, outcome }) => [method, name, upstreamId, outcome])).toEqual([
    ["tools/call", "fine", toolsId, "ok"],
    ["tools/call", "broken", toolsId, "tool_error"],
    ["tools/call", "write", toolsId, "refused"],
    ["tools/call", null, null, "invalid_request"],
    ["tools/call", "list_workspaces", null, "ok"],
    ["tools/list", null, null, "ok"],
    ["other", null, null, "invalid_request"],
  ]);
  for (const row of rows) expect(row).toMatchObject({ keyId, userId: ada.id, at: NOW, address: "127.0.0.1" });
  expect(rows[0]).toMatchObject({
    workspaceId: acme.id,
    client: "test-client",
    clientVersion: "9.9",
    clientTitle: null,
  });
  expect(rows.every((row) => row.durationMs > 0)).toBe(true);
  expect(rows.map((row) => row.requestId)).toEqual(answers.map((answer) => answer.headers.get("x-request-id")));
  expect(new Set(rows.map((row) => row.requestId)).size).toBe(rows.length);
});

test("stores the application that a client names with its calls, up to a maximum length", async () => {
  const named = (app: string) => post(gateway.url, token, call("tools__fine"), { "x-origin-app": app });
  await named("nightly-report");
  await named("x".repeat(500));
  await named('a "quoted", {one}\\');
  await named(" ");
  await post(gateway.url, token, call("tools__fine"));
  const apps = (await events()).map((row) => row.originApp);
  expect(apps).toEqual(["nightly-report", "x".repeat(100), 'a "quoted", {one}\\', null, null]);
});

test("counts calls that a server answers with an error, or not at all, by that outcome", async () => {
  const move = (url: string) =>
    db().upstream.update({ where: { id: toolsId }, data: { url, revision: { increment: 1 } } });
  await post(gateway.url, token, { method: "resources/read", params: { uri: "note://nowhere" } });
  for (const url of [waiting.url, "http://127.0.0.1:1/"]) {
    await move(url);
    await post(gateway.url, token, call("tools__fine"));
  }
  const outcomes = (await events()).map((row) => row.outcome);
  expect(outcomes).toEqual(["invalid_request", "rpc_error", "upstream_failed"]);
});

test("counts a call as cancelled when its client disconnects, with and without a stream", async () => {
  await connect(acme, waiting.url, { slug: "waiting" });
  const leaving = new AbortController();
  const answer = fetch(gateway.url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", ...call("waiting__wait") }),
    signal: leaving.signal,
  }).then((response) => response.text());
  await waiting.begun;
  leaving.abort();
  await expect(answer).rejects.toThrow();
  await vi.waitFor(async () => expect((await events()).map((row) => row.outcome)).toEqual(["cancelled"]), EVENTUALLY);
});

test("counts a call with a stream when the stream ends, with the outcome of the server's answer", async () => {
  await connect(acme, waiting.url, { slug: "waiting" });
  const params = { name: "waiting__count", arguments: { to: 3 }, _meta: { progressToken: "p" } };
  const answer = await fetch(gateway.url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
  });
  const begun = performance.now();
  expect(await events()).toEqual([]);
  const open = performance.now() - begun;
  waiting.letCountEnd();
  expect(await answer.text()).toContain("counted to 3");
  await vi.waitFor(async () => expect(await events()).toHaveLength(1), EVENTUALLY);
  const [row] = await events();
  expect(row).toMatchObject({ name: "count", outcome: "ok", requestId: answer.headers.get("x-request-id") });
  expect(row?.durationMs).toBeGreaterThan(open);
});

test("counts calls with any names of clients, servers and tools", async () => {
  const long = `long\n${"x".repeat(5_000)}`;
  const odd = await startMcpServer(() => {
    const server = new Server({ name: "odd", version: "1.0.0" }, { capabilities: { tools: {} } });
    const tool = { name: long, inputSchema: { type: "object" as const }, annotations: { readOnlyHint: true } };
    server.setRequestHandler("tools/list", async () => ({ tools: [tool] }));
    server.setRequestHandler("tools/call", async () => ({ content: [] }));
    return server;
  });
  await connect(acme, odd.url, { slug: "odd" });
  const listed = await post(gateway.url, token, { method: "tools/list" });
  const tools = listed.body.result?.tools as { name: string }[];
  const name = tools.find((tool) => tool.name.startsWith("odd__"))?.name ?? "";
  const clientInfo = { name: "evil\0client", version: "\u0007".repeat(3) };
  await postModern(gateway.url, token, {
    method: "tools/call",
    params: { name, _meta: { [META.clientInfo]: clientInfo } },
  });
  const [, row] = await events();
  expect(row).toMatchObject({ outcome: "ok", client: "evilclient", clientVersion: null });
  expect(row?.name).toBe(`long${"x".repeat(196)}`);
  await odd.stop();
});

test("does not count requests without a valid key, or notifications", async () => {
  await post(gateway.url, null, call("tools__fine"));
  const notified = await post(gateway.url, token, '{"jsonrpc":"2.0","method":"notifications/initialized"}');
  expect(notified.status).toBe(202);
  expect(notified.headers.get("x-request-id")).toMatch(/^req_/);
  expect(await events()).toEqual([]);
});

test("uses the same request id in the answer, in its error and in the log", async () => {
  const { headers, body } = await post(gateway.url, token, call("tools__write"));
  const requestId = headers.get("x-request-id");
  expect(requestId).toMatch(/^req_[a-z0-9]{10}-[a-z0-9]+$/);
  expect(body.error?.data).toMatchObject({ errorType: "INSUFFICIENT_SCOPE", requestId });
  await vi.waitFor(() => expect(lines.some((line) => line.requestId === requestId)).toBe(true), EVENTUALLY);
  expect(lines.find((line) => line.requestId === requestId)).toMatchObject({
    level: 30,
    outcome: "refused",
    method: "tools/call",
    workspace: acme.slug,
    server: "tools",
    name: "write",
    keyId,
    errorCode: 403,
    address: "127.0.0.1",
  });
});

test("logs successes only at level debug", async () => {
  const { headers } = await post(gateway.url, token, call("tools__fine"));
  await vi.waitFor(() => expect(lines).toHaveLength(1), EVENTUALLY);
  expect(lines[0]).toMatchObject({ level: 20, outcome: "ok", requestId: headers.get("x-request-id") });
});

test("accepts request ids only from a trusted proxy, and none that could forge a log line", async () => {
  const nameOf = async (given: string) => {
    const { headers } = await post(gateway.url, token, call("tools__fine"), { "x-request-id": given });
    return headers.get("x-request-id");
  };
  expect(await nameOf("edge-0123456789")).toMatch(/^req_/);
  const before = env();
  provideEnv({ ...before, TRUST_PROXY: true });
  expect(await nameOf("edge-0123456789")).toBe("edge-0123456789");
  for (const bad of ["short", "with space", "x".repeat(101), "semi;colon-12345"])
    expect(await nameOf(bad)).toMatch(/^req_/);
  provideEnv(before);
});

test("does not log a client that disconnects in the middle of its body as a defect", async () => {
  const from = lines.length;
  const { socket } = await connectRaw(gateway.origin);
  socket.write(`${headOf(gateway.origin, token, { "content-length": 100 })}\r\n{`, () => socket.resetAndDestroy());
  await expect.poll(() => lines.slice(from).map((line) => line.outcome)).toContain("cancelled");
  expect(lines.slice(from).filter(({ level }) => level >= 40)).toEqual([]);
});
