import type { ServerResponse } from "node:http";
import { text as readText } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FairShares } from "#lib/bounds/fair-shares";
import type { JsonObject } from "#lib/mcp/protocol";
import { forget, provide } from "#lib/process";
import { forward } from "#lib/upstreams/calls/forward";
import type { UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import { provideTestEnv } from "#testing/databases/use-database";
import { EVENTUALLY } from "#testing/machine/slowness";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

provideTestEnv();

/** A server that keeps a note for each session, and how it can be strange. */
type Strangeness = {
  /** How it answers the tool `bad`, in any session. */
  refuses: (response: ServerResponse, id: unknown) => unknown;
  /** How it answers a request of a session that it does not know. */
  misses: (response: ServerResponse) => unknown;
  /** Whether it answers a ping without looking at the session. */
  pingsAnybody: boolean;
  /** What it does when a session is opened beside another one. */
  beside: "keeps both" | "ends the other" | "refuses";
};

let server: RunningServer;
let strange: Strangeness;
let notes: Map<string, unknown>;
let opened: number;
let ended: string[];
let tools: string[];
let pings: number;

const status =
  (code: number, body = "No.") =>
  (response: ServerResponse) =>
    response.writeHead(code, { "content-type": "text/plain" }).end(body);

beforeEach(async () => {
  for (const name of ["legacy-sessions", "session-trials", "eras"]) forget(name);
  strange = { refuses: status(422), misses: status(404), pingsAnybody: false, beside: "keeps both" };
  [notes, opened, ended, tools, pings] = [new Map(), 0, [], [], 0];
  server = await startHttpServer(async (request, response) => {
    const session = String(request.headers["mcp-session-id"]);
    if (request.method === "DELETE") {
      ended.push(session);
      notes.delete(session);
      return response.end();
    }
    const message = JSON.parse(await readText(request)) as JsonObject & { params?: JsonObject };
    const answer = (result: JsonObject) =>
      response
        .setHeader("content-type", "application/json")
        .end(JSON.stringify({ jsonrpc: "2.0", id: message.id, result }));
    if (message.method === "initialize") {
      if (strange.beside === "refuses" && notes.size > 0) return status(409)(response);
      if (strange.beside === "ends the other") notes.clear();
      opened += 1;
      notes.set(`session-${opened}`, "none");
      response.setHeader("mcp-session-id", `session-${opened}`);
      return answer({ protocolVersion: "2025-06-18" });
    }
    if (message.id === undefined) return response.writeHead(202).end();
    if (message.method === "ping") {
      pings += 1;
      if (strange.pingsAnybody) return answer({});
    }
    if (!notes.has(session)) return strange.misses(response);
    if (message.method === "ping") return answer({});
    const { name } = message.params ?? {};
    tools.push(String(name));
    if (name === "bad") return strange.refuses(response, message.id);
    if (name === "note") notes.set(session, message.params?.arguments);
    return answer({ note: notes.get(session) });
  });
});
afterEach(() => server.stop());

async function call(name: string, changes: Partial<UpstreamCall> = {}): Promise<unknown> {
  const { url } = server;
  const answer = await forward({
    upstream: upstreamSnapshot({ url: `${url}/mcp`, origin: url, connection: url, era: "legacy" }),
    keyId: "key_1",
    owner: "usr_1",
    id: 7,
    method: "tools/call",
    params: { name, arguments: { text: "mine" } },
    modernMeta: null,
    paramHeaders: {},
    trace: null,
    signal: new AbortController().signal,
    acquireMemory: async () => () => {},
    onSend: () => {},
    handedOver: null,
    isReadOnly: false,
    era: "legacy",
    onEraChanged: () => {},
    ...changes,
  });
  return answer.form === "response" ? (answer.message.result ?? answer.message.error) : null;
}

const refused = (name = "bad", changes: Partial<UpstreamCall> = {}) =>
  call(name, changes).then(
    (answer) => answer,
    (error: { refusal?: { status: number }; name: string }) => error.refusal?.status ?? error.name,
  );
const mine = { note: { text: "mine" } };

describe("what a client has done in a session survives a refusal of one request", () => {
  const rpc = (code: number, error: JsonObject) => (response: ServerResponse, id: unknown) =>
    response
      .writeHead(code, { "content-type": "application/json" })
      .end(JSON.stringify({ jsonrpc: "2.0", ...(error.id === null ? { id: null } : { id }), error }));

  test.each<[string, Strangeness["refuses"]]>([
    ...[400, 401, 402, 403, 404, 405, 406, 409, 410, 415, 418, 422, 451, 500, 501, 502].map(
      (code): [string, Strangeness["refuses"]] => [`${code} with text`, status(code)],
    ),
    ["403 with a web page", status(403, "<h1>Forbidden</h1>")],
    ["400 without an id", rpc(400, { id: null, code: -32600, message: "The argument is missing" })],
    ["422 without an id", rpc(422, { id: null, code: -32602, message: "Invalid params" })],
    ["400 in the words of a session", rpc(400, { code: -32000, message: "No such browser session" })],
    ["200 without an id", rpc(200, { id: null, code: -32603, message: "Internal error" })],
    ["200 in the words of a session", rpc(200, { code: -32000, message: "The browser session is closed" })],
  ])("%s", async (_what, refuses) => {
    strange.refuses = refuses;
    await call("note");
    for (const isReadOnly of [false, true]) await refused("bad", { isReadOnly });
    expect(await call("read")).toEqual(mine);
    await vi.waitFor(() => expect(ended).toHaveLength(opened - 1), EVENTUALLY);
    expect(ended).not.toContain("session-1");
    // At most one other session and one repetition each for both.
    expect(opened).toBeLessThanOrEqual(3);
    expect(tools.filter((name) => name === "bad").length).toBeLessThanOrEqual(4);
  });

  test("also of a call with a large body, which is not sent again", async () => {
    await call("note");
    expect(await refused("bad", { handedOver: vi.fn() })).toBe(422);
    expect([tools, opened, pings]).toEqual([["note", "bad"], 1, 1]);
    expect(await call("read")).toEqual(mine);
  });

  test("also while other calls of the key go on", async () => {
    await call("note");
    const all = await Promise.all([refused(), call("read"), refused(), call("read"), refused()]);
    expect(all).toEqual([422, mine, 422, mine, 422]);
    expect(await call("read")).toEqual(mine);
    await vi.waitFor(() => expect(ended).toEqual(["session-2"]), EVENTUALLY);
  });

  test("also at a server that allows one session alone and refuses another", async () => {
    strange.beside = "refuses";
    await call("note");
    expect(await refused()).toBe(422);
    expect(await call("read")).toEqual(mine);
    expect(ended).toEqual([]);
  });
});

test.each([400, 404, 422])("a session that ends when another is opened is replaced by it (%i)", async (code) => {
  strange.beside = "ends the other";
  strange.misses = status(code);
  await call("note");
  expect(await refused()).toBe(422);
  expect(await call("read")).toEqual({ note: "none" });
  expect(opened).toBe(2);
});

test.each([400, 401, 403, 404, 422])(
  "a lost session is replaced once for a call that is refused in any (%i)",
  async (code) => {
    strange.misses = status(code);
    await call("note");
    notes.clear();
    expect(await refused()).toBe(422);
    expect(await call("read")).toEqual({ note: "none" });
    expect(opened).toBe(2);
  },
);

describe("a server that refuses everything", () => {
  test("gets one other session, whatever it says, and no call twice after that", async () => {
    await call("note");
    const refuseAnything = vi.spyOn(notes, "has").mockReturnValue(false);
    let count = 0;
    strange.misses = (response) => status(400 + (count++ % 20))(response);
    for (let n = 0; n < 40; n += 1) await refused();
    await Promise.all(Array.from({ length: 20 }, () => refused()));
    expect(opened).toBe(2);
    refuseAnything.mockRestore();
  });

  test("but answers pings gets another session once for each status, and each of them is ended", async () => {
    await call("note");
    let count = 0;
    strange.refuses = (response) => status([400, 403, 422][count++ % 3] ?? 400)(response);
    for (let n = 0; n < 30; n += 1) await refused();
    expect(opened).toBeLessThanOrEqual(4);
    expect(await call("read")).toEqual(mine);
    await vi.waitFor(() => expect(ended).toHaveLength(opened - 1), EVENTUALLY);
  });

  test("and lets no other session be opened is asked for one again after ten seconds", async () => {
    strange.beside = "refuses";
    await call("note");
    const opening = vi.spyOn(notes, "size", "get");
    for (let n = 0; n < 10; n += 1) await refused();
    expect(opening).toHaveBeenCalledTimes(1);
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 11_000);
    await refused();
    vi.mocked(performance.now).mockRestore();
    expect(opening).toHaveBeenCalledTimes(2);
  });
});

test("a server that forgets sessions and answers pings all the same gets a new session for its next call", async () => {
  strange.pingsAnybody = true;
  strange.misses = status(400, "Bad session");
  await call("note");
  notes.clear();
  expect(await call("read")).toEqual({ note: "none" });
});

test("one that answers writing calls with 500 besides gets it after three of them", async () => {
  strange.pingsAnybody = true;
  strange.misses = status(500);
  await call("note");
  notes.clear();
  for (let n = 0; n < 3; n += 1) expect(await refused("read")).toBe(500);
  expect(await call("read")).toEqual({ note: "none" });
  expect(tools).toEqual(["note", "read"]);
});

test("no other session is opened when too many are", async () => {
  await call("note");
  provide("session-trials", { shares: new FairShares({ limit: 0, parts: { owner: 0 } }), open: new Map() });
  expect(await refused()).toBe(422);
  expect([tools, opened]).toEqual([["note", "bad"], 1]);
});

test("a client that gives up leaves no session behind, and its place is free again", async () => {
  await call("note");
  const shares = new FairShares({ limit: 8 });
  provide("session-trials", { shares, open: new Map() });
  const client = new AbortController();
  strange.refuses = (response) => {
    if (opened === 2) client.abort();
    else status(422)(response);
  };
  await expect(call("bad", { signal: client.signal })).rejects.toMatchObject({ name: "AbortError" });
  await vi.waitFor(() => expect(ended).toEqual(["session-2"]), EVENTUALLY);
  expect([shares.used, shares.holders]).toEqual([0, 0]);
  expect(await call("read")).toEqual(mine);
});
