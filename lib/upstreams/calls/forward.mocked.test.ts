import type { IncomingMessage, ServerResponse } from "node:http";
import { text as readText } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isObject, type JsonObject, META, MODERN_VERSION } from "#lib/mcp/protocol";
import { forget } from "#lib/process";
import { writeFaithful } from "#lib/text/faithful-json";
import { eraOf } from "#lib/upstreams/calls/era";
import { forward } from "#lib/upstreams/calls/forward";
import { listenForChanges, tellsOfChanges } from "#lib/upstreams/calls/list-changes";
import type { UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import { provideTestEnv } from "#testing/databases/use-database";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";
import { upstreamSnapshot } from "#testing/servers/upstream-snapshot";

// The delay before a stream is resumed takes no time here.
vi.mock("node:timers/promises", () => ({ setTimeout: vi.fn(async () => undefined) }));

provideTestEnv();

/** How the server answers calls. */
type Behaviour = (response: ServerResponse, message: JsonObject, request: IncomingMessage) => unknown;

let server: RunningServer;
let behaviour: Behaviour;
let calls: JsonObject[];
let opened: number;
let keepsSessions: boolean;
/** Answers `initialize` in another way. */
let introduces: ((response: ServerResponse, id: unknown) => unknown) | null;

beforeEach(async () => {
  forget("legacy-sessions");
  forget("eras");
  vi.mocked(pause).mockClear();
  [calls, opened, keepsSessions, introduces] = [[], 0, true, null];
  server = await startHttpServer(async (request, response) => {
    if (request.method === "GET") return behaviour(response, {}, request);
    const message = JSON.parse((await readText(request)) || "{}") as JsonObject;
    if (message.method === "initialize") {
      opened += 1;
      if (introduces) return introduces(response, message.id);
      if (keepsSessions) response.setHeader("mcp-session-id", `session-${opened}`);
      return sendResult(response, message.id, { protocolVersion: "2025-06-18" });
    }
    if (message.id === undefined) return response.writeHead(202).end();
    // A ping only asks whether the session is known.
    if (message.method !== "ping") calls.push(message);
    return behaviour(response, message, request);
  });
});
afterEach(() => server.stop());

function sendResult(response: ServerResponse, id: unknown, result: JsonObject = {}): void {
  response.setHeader("content-type", "application/json").end(JSON.stringify({ jsonrpc: "2.0", id, result }));
}

function sendError(response: ServerResponse, status: number, id: unknown, code: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ jsonrpc: "2.0", id, error: { code, message } }));
}

function sendEvents(response: ServerResponse, ...messages: JsonObject[]): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(messages.map((message) => `data: ${JSON.stringify({ jsonrpc: "2.0", ...message })}\n\n`).join(""));
}

function upstream(era: UpstreamSnapshot["era"]): UpstreamSnapshot {
  return upstreamSnapshot({ url: `${server.url}/mcp`, origin: server.url, connection: server.url, era });
}

function call(era: "modern" | "legacy", changes: Partial<UpstreamCall> = {}): UpstreamCall {
  return {
    upstream: upstream(era),
    keyId: "key_1",
    owner: "usr_1",
    id: 7,
    method: "tools/call",
    params: { name: "echo", arguments: {} },
    modernMeta: null,
    paramHeaders: {},
    trace: null,
    signal: new AbortController().signal,
    acquireMemory: async () => () => {},
    handedOver: null,
    onSend: () => {},
    isReadOnly: false,
    era,
    onEraChanged: () => {},
    ...changes,
  };
}

/** All messages of the answer to a call. */
async function messagesOf(of: UpstreamCall): Promise<JsonObject[]> {
  const answer = await forward(of);
  if (answer.form === "response") return [answer.message];
  const messages: JsonObject[] = [];
  for await (const message of answer.messages) messages.push(JSON.parse(writeFaithful(message)));
  return messages;
}

describe("a call to a server of the 2025 revisions", () => {
  test("gets an id of its own in a session, and the answer has the client's", async () => {
    behaviour = (response, { id }) => sendResult(response, id, { said: id });
    expect(await messagesOf(call("legacy"))).toEqual([{ jsonrpc: "2.0", id: 7, result: { said: 2 } }]);
    expect(await messagesOf(call("legacy"))).toMatchObject([{ id: 7, result: { said: 3 } }]);
  });

  test("keeps the client's id at a server without sessions", async () => {
    keepsSessions = false;
    behaviour = (response, { id }) => sendResult(response, id, { said: id });
    expect(await messagesOf(call("legacy"))).toMatchObject([{ id: 7, result: { said: 7 } }]);
  });

  test.each(["legacy", "modern"] as const)("never gets a text for an id, nor a fraction (%s)", async (era) => {
    keepsSessions = false;
    behaviour = (response, { id }) => sendResult(response, id, { said: id });
    for (const id of ["latchkey", "7", 7.5]) {
      expect(await messagesOf(call(era, { id }))).toMatchObject([
        { id, result: { said: expect.toSatisfy(Number.isSafeInteger) } },
      ]);
    }
    for (const { id } of calls) expect(id).toSatisfy(Number.isSafeInteger);
  });

  test("is sent without the fields of the 2026 revision, and with its id as progress token", async () => {
    behaviour = (response, { id }) => sendResult(response, id);
    const meta = { [META.clientInfo]: { name: "c" }, "example.com/kept": 1 };
    const extras = { inputResponses: {}, requestState: "s" };
    await messagesOf(call("legacy", { params: { name: "echo", ...extras, _meta: meta } }));
    await messagesOf(call("legacy", { params: { name: "echo", _meta: { progressToken: "mine" } } }));
    await messagesOf(call("legacy", { params: { name: "echo", _meta: { [META.clientInfo]: {} } } }));
    expect(calls.map(({ params }) => params)).toEqual([
      { name: "echo", _meta: { "example.com/kept": 1 } },
      { name: "echo", _meta: { progressToken: 3 } },
      { name: "echo" },
    ]);
  });

  test.each([
    ["404", (response: ServerResponse) => response.writeHead(404).end()],
    [
      "400 and an error about the session",
      (response: ServerResponse) => sendError(response, 400, null, -32000, "Bad Request: No valid session ID"),
    ],
  ])("is sent again in a new session after %s", async (_what, lose) => {
    behaviour = (response, { id }) => (calls.length === 1 ? lose(response) : sendResult(response, id));
    expect(await messagesOf(call("legacy"))).toMatchObject([{ id: 7, result: {} }]);
    expect([calls.length, opened]).toEqual([2, 2]);
  });

  const refuse =
    (status: number, body = "", type = "text/plain") =>
    (response: ServerResponse) =>
      response.writeHead(status, { "content-type": type }).end(body);
  const rpc = (id: unknown, code: number, message: string) =>
    JSON.stringify({ jsonrpc: "2.0", id, error: { code, message } });

  /** Makes a call that is answered, and then calls in the same session that are refused. */
  async function loseSession(
    lose: (response: ServerResponse, id: unknown) => unknown,
    changes: Partial<UpstreamCall> = {},
  ) {
    behaviour = (response, { id }) => sendResult(response, id);
    await messagesOf(call("legacy"));
    behaviour = (response, { id }, request) =>
      request.headers["mcp-session-id"] === "session-1" ? lose(response, id) : sendResult(response, id);
    calls.length = 0;
    return messagesOf(call("legacy", changes));
  }

  test.each([
    ["404 with nothing", refuse(404)],
    ["404 with an error", refuse(404, rpc(null, -32001, "Session not found"))],
    ["400 with text", refuse(400, "Bad session")],
    ["400 with a web page", refuse(400, "<h1>Bad Request</h1>", "text/html")],
    ["400 with an error of another id", refuse(400, rpc("server-error", -32600, "Bad Request: No valid session ID"))],
    ["400 with any error without an id", refuse(400, '{"error":{"code":-32600,"message":"No."}}')],
    ["401", refuse(401)],
    ["401 with an error", refuse(401, rpc(null, -32000, "Unauthorized"))],
    ["403 with text", refuse(403, "Forbidden")],
    ["405", refuse(405)],
    ["410", refuse(410)],
    ["422", refuse(422, "{}")],
    ["200 and an error without an id", refuse(200, rpc(null, -32600, "Session expired"), "application/json")],
    [
      "200 and an invalid request",
      (response: ServerResponse, id: unknown) =>
        refuse(200, rpc(id, -32600, "Session not found"), "application/json")(response),
    ],
    [
      "400 and an error about the session",
      (response: ServerResponse, id: unknown) => refuse(400, rpc(id, -32000, "Server not initialized"))(response),
    ],
  ])("is sent again in a new session after %s", async (_what, lose) => {
    expect(await loseSession(lose)).toMatchObject([{ id: 7, result: {} }]);
    expect([calls.length, opened]).toEqual([2, 2]);
  });

  test.each([
    ["a failure of the server", refuse(500, "unknown session")],
    [
      "200 and an error without an id, as servers send whatever went wrong",
      refuse(200, rpc(null, -32603, "Internal error"), "application/json"),
    ],
    [
      "an error in the words of a session",
      (response: ServerResponse, id: unknown) =>
        refuse(200, rpc(id, -32000, "session closed"), "application/json")(response),
    ],
  ])(
    "is not sent again after %s when it may change something, but the next call gets a new session",
    async (_what, lose) => {
      await loseSession(lose).catch(() => {});
      expect(calls).toHaveLength(1);
      expect(await messagesOf(call("legacy"))).toMatchObject([{ result: {} }]);
      expect([calls.length, opened]).toEqual([2, 2]);
      // A call that changes nothing may be sent twice.
      forget("legacy-sessions");
      opened = 0;
      expect(await loseSession(lose, { isReadOnly: true })).toMatchObject([{ result: {} }]);
      expect([calls.length, opened]).toEqual([2, 2]);
    },
  );

  test.each([
    ["429", refuse(429)],
    ["413", refuse(413)],
    ["408", refuse(408)],
    ["302", refuse(302)],
    [
      "200 and an error of the tool",
      (response: ServerResponse, id: unknown) => sendError(response, 200, id, -32000, "No."),
    ],
  ])("keeps its session after %s", async (_what, lose) => {
    await loseSession(lose).catch(() => {});
    await messagesOf(call("legacy")).catch(() => {});
    expect([calls.length, opened]).toEqual([2, 1]);
  });

  test("keeps its session after a single failure of a proxy, and gets a new one after two", async () => {
    await loseSession(refuse(503)).catch(() => {});
    expect(opened).toBe(1);
    await messagesOf(call("legacy")).catch(() => {});
    expect(await messagesOf(call("legacy"))).toMatchObject([{ result: {} }]);
    expect(opened).toBe(2);
  });

  test("shares one new session with all calls that lose their session together", async () => {
    behaviour = (response, { id }, request) =>
      calls.length > 1 && request.headers["mcp-session-id"] === "session-1"
        ? response.writeHead(401).end()
        : sendResult(response, id);
    await messagesOf(call("legacy"));
    const all = await Promise.all(Array.from({ length: 20 }, () => messagesOf(call("legacy"))));
    expect(all.every(([message]) => isObject(message?.result))).toBe(true);
    expect([calls.length, opened]).toEqual([41, 2]);
  });

  test("is sent once a time at a server that refuses each session, and opens none for ten seconds", async () => {
    behaviour = (response) => response.writeHead(401).end();
    for (let n = 0; n < 5; n += 1)
      await expect(forward(call("legacy"))).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    await Promise.all(Array.from({ length: 10 }, () => forward(call("legacy")).catch(() => {})));
    expect([calls.length, opened]).toEqual([16, 2]);
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 11_000);
    await expect(forward(call("legacy"))).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    vi.mocked(performance.now).mockRestore();
    expect([calls.length, opened]).toEqual([18, 3]);
  });

  test("is sent again in a session of each key when a server begins to keep sessions", async () => {
    keepsSessions = false;
    behaviour = (response, { id }, request) =>
      keepsSessions && !request.headers["mcp-session-id"]
        ? response.writeHead(400).end("Missing session ID")
        : sendResult(response, id, { session: request.headers["mcp-session-id"] });
    const ofKey = (keyId: string) => messagesOf(call("legacy", { keyId }));
    await Promise.all(["a", "b", "c"].map(ofKey));
    expect(opened).toBe(1);
    keepsSessions = true;
    const answers = (await Promise.all(["a", "b", "c"].map(ofKey))).flat();
    expect(new Set(answers.map(({ result }) => (result as JsonObject).session)).size).toBe(3);
    expect(opened).toBe(4);
    keepsSessions = false;
    behaviour = (response, { id }, request) =>
      request.headers["mcp-session-id"] ? response.writeHead(400).end() : sendResult(response, id);
    await Promise.all(["a", "b", "c"].map(ofKey));
    expect(opened).toBe(5);
  });

  test("is sent no third time when the second session is lost too", async () => {
    behaviour = (response) => response.writeHead(404).end();
    await expect(forward(call("legacy"))).rejects.toThrow(/ends its sessions as soon as they are opened/);
    expect([calls.length, opened]).toEqual([2, 2]);
  });

  test("is not sent again when its body is large, but the next call opens a new session", async () => {
    const handedOver = vi.fn();
    const losing = loseSession(refuse(404), { handedOver });
    await expect(losing).rejects.toThrow(/has ended its session\. Try again/);
    expect(calls).toHaveLength(1);
    await messagesOf(call("legacy"));
    expect([calls.length, opened]).toEqual([2, 2]);
  });

  test.each([
    [400, -32602, "The session is unknown."],
    [200, -32000, "The session is unknown."],
    [400, -32000, "The tool is unknown."],
  ])("returns the error of status %i, code %i, “%s”, and is not sent again", async (status, code, message) => {
    behaviour = (response, { id }) => sendError(response, status, id, code, message);
    const answer = await forward(call("legacy"));
    expect(answer).toMatchObject({ form: "response", status: 200, message: { id: 7, error: { code, message } } });
    expect(calls).toHaveLength(1);
  });

  test("fails with a 404 of a server without sessions, and is not sent again", async () => {
    keepsSessions = false;
    behaviour = (response) => response.writeHead(404).end();
    await expect(forward(call("legacy"))).rejects.toMatchObject({ code: "NOT_MCP" });
    expect(calls).toHaveLength(1);
  });

  test("forwards only progress of this call and log messages to the client", async () => {
    behaviour = (response, { id }) => {
      const progress = (progressToken: unknown) => ({ method: "notifications/progress", params: { progressToken } });
      sendEvents(
        response,
        progress(id),
        progress("another"),
        { method: "notifications/message", params: { level: "info" } },
        { method: "notifications/tools/list_changed" },
        { id: "another", result: {} },
        { id, result: {} },
        { method: "notifications/message", params: { level: "late" } },
      );
    };
    const params = { name: "echo", _meta: { progressToken: "mine" } };
    expect(await messagesOf(call("legacy", { params }))).toMatchObject([
      { method: "notifications/progress", params: { progressToken: "mine" } },
      { method: "notifications/message", params: { level: "info" } },
      { id: 7, result: {} },
    ]);
    expect(await messagesOf(call("legacy"))).toMatchObject([{ method: "notifications/message" }, { id: 7 }]);
  });

  test("is resumed at most five times, and never waits longer than five seconds before it", async () => {
    let resumed = 0;
    behaviour = (response, _message, request) => {
      if (request.method === "GET") resumed += 1;
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(`id: ${resumed}\nretry: ${resumed === 0 ? 10 : 60_000}\n\n`);
    };
    await expect(messagesOf(call("legacy"))).rejects.toMatchObject({ code: "DISCONNECTED" });
    expect(resumed).toBe(5);
    expect(vi.mocked(pause).mock.calls.map(([ms]) => ms)).toEqual([10, 5_000, 5_000, 5_000, 5_000]);
  });

  test("is not resumed when the server gave no event id", async () => {
    behaviour = (response) => sendEvents(response);
    await expect(messagesOf(call("legacy"))).rejects.toMatchObject({ code: "DISCONNECTED" });
    expect(pause).not.toHaveBeenCalled();
  });
});

describe("a call to a server of the 2026 revision", () => {
  test("forwards notifications up to the response, and no other messages", async () => {
    behaviour = (response, { id }) =>
      sendEvents(
        response,
        { method: "notifications/progress", params: {} },
        { id: "question", method: "elicitation/create" },
        { id: "another", result: {} },
        { id, result: { done: true } },
        { method: "notifications/message" },
      );
    expect(await messagesOf(call("modern"))).toEqual([
      { jsonrpc: "2.0", method: "notifications/progress", params: {} },
      { jsonrpc: "2.0", id: 7, result: { done: true } },
    ]);
  });

  test("returns an error with the status of the server", async () => {
    behaviour = (response, { id }) => sendError(response, 404, id, -32602, "No.");
    expect(await forward(call("modern"))).toMatchObject({ status: 404, message: { id: 7, error: { code: -32602 } } });
  });

  test.each([
    ["text/html", "<p>Hello</p>"],
    ["application/json", '{"jsonrpc":"2.0","id":8,"result":{}}'],
    ["application/json", "{"],
  ])("fails when the server answers %s: %s", async (type, body) => {
    behaviour = (response) => response.setHeader("content-type", type).end(body);
    await expect(forward(call("modern"))).rejects.toMatchObject({ code: "NOT_MCP" });
  });

  test.each(["text/plain", "application/json-rpc", "application/vnd.x+json; charset=utf-8", ""])(
    "reads JSON of the type %j, in both eras",
    async (type) => {
      for (const era of ["modern", "legacy"] as const) {
        behaviour = (response, { id }) => {
          if (type) response.setHeader("content-type", type);
          response.end(JSON.stringify({ result: { era, id } }));
        };
        expect(await messagesOf(call(era))).toMatchObject([{ id: 7, result: { era } }]);
      }
    },
  );

  test.each(["modern", "legacy"] as const)("reads a last event without an empty line behind it (%s)", async (era) => {
    behaviour = (response, { id }) => {
      response.setHeader("content-type", "text/event-stream");
      response.end(`data: {"method":"notifications/message","params":{}}\r\n\r\ndata: [{"result":{"id":${id}}}]`);
    };
    expect(await messagesOf(call(era))).toMatchObject([{ method: "notifications/message" }, { id: 7, result: {} }]);
  });

  test("fails when the stream ends without a response", async () => {
    behaviour = (response) => sendEvents(response, { method: "notifications/message" });
    await expect(messagesOf(call("modern"))).rejects.toMatchObject({ code: "DISCONNECTED" });
  });
});

describe("a call to a server that was upgraded or downgraded since its catalogue was read", () => {
  const answersIn = (
    era: "modern" | "legacy",
    refuse: (response: ServerResponse, id: unknown) => unknown,
  ): Behaviour => {
    return (response, { id }, request) => {
      const isModern = request.headers["mcp-protocol-version"] === MODERN_VERSION;
      return isModern === (era === "modern") ? sendResult(response, id, { era }) : refuse(response, id);
    };
  };

  test.each([
    [
      "400 and no initialisation",
      (response: ServerResponse) => sendError(response, 400, null, -32000, "Server not initialized"),
    ],
    [
      "400 and an unknown version",
      (response: ServerResponse) => sendError(response, 400, null, -32000, "Unsupported protocol version"),
    ],
    ["400 with text", (response: ServerResponse) => response.writeHead(400).end("Missing session ID")],
    ["404", (response: ServerResponse) => response.writeHead(404).end()],
  ])("is sent again in the 2025 revisions after %s, and then at once", async (_what, refuse) => {
    behaviour = answersIn("legacy", refuse);
    const onEraChanged = vi.fn();
    expect(await messagesOf(call("modern", { onEraChanged }))).toMatchObject([{ id: 7, result: { era: "legacy" } }]);
    expect(onEraChanged).toHaveBeenCalledExactlyOnceWith("legacy");
    expect([calls.length, opened]).toEqual([2, 1]);
    expect(eraOf(upstream("modern"))).toBe("legacy");
    // A catalogue that is read later counts.
    expect(eraOf(upstream("legacy"))).toBe("legacy");
    expect(eraOf(upstreamSnapshot({ connection: "another", era: "modern" }))).toBe("modern");
  });

  test("is sent again in the 2026 revision after the others are refused", async () => {
    const refuse = (response: ServerResponse, id: unknown) =>
      sendError(response, 400, id, -32022, "Unsupported protocol version");
    behaviour = answersIn("modern", refuse);
    introduces = refuse;
    expect(await messagesOf(call("legacy"))).toMatchObject([{ id: 7, result: { era: "modern" } }]);
    expect(eraOf(upstream("legacy"))).toBe("modern");
    introduces = null;
    behaviour = answersIn("legacy", refuse);
    expect(await messagesOf(call("legacy", { era: "modern" }))).toMatchObject([{ result: { era: "legacy" } }]);
    expect(eraOf(upstream("legacy"))).toBe("legacy");
  });

  test("is sent in the 2026 revision when a 200 refuses the introduction in any words about the version", async () => {
    introduces = (response, id) => sendError(response, 200, id, -32000, "Unsupported protocol version");
    behaviour = answersIn("modern", (response) => response.writeHead(400).end());
    expect(await messagesOf(call("legacy"))).toMatchObject([{ id: 7, result: { era: "modern" } }]);
  });

  test.each([200, 400])("fails when the introduction is refused with %i, and repeats no secret", async (status) => {
    introduces = (response, id) => sendError(response, status, id, -32000, "No seat for s3cret-token");
    const secret = { ...upstream("legacy"), headers: { authorization: "Bearer s3cret-token" } };
    await expect(forward(call("legacy", { upstream: secret }))).rejects.toMatchObject({
      code: "RPC_ERROR",
      refusal: { error: { message: "No seat for •••" } },
    });
    expect(calls).toHaveLength(0);
  });

  test.each(["modern", "legacy"] as const)("is told that its connection broke in the other era (%s)", async (era) => {
    const refuse = (response: ServerResponse, id: unknown) =>
      sendError(response, 400, id, -32022, "Unsupported version");
    introduces = era === "legacy" ? refuse : null;
    behaviour = (response, { id }) =>
      era === "modern" && calls.length === 1 ? refuse(response, id) : response.destroy();
    await expect(forward(call(era))).rejects.toMatchObject({ code: "DISCONNECTED" });
    expect(calls).toHaveLength(era === "modern" ? 2 : 1);
  });

  test("is told the first refusal when both eras are refused, and the other is tried once a minute", async () => {
    behaviour = (response) => response.writeHead(400).end();
    introduces = (response) => response.writeHead(403).end();
    for (let n = 0; n < 3; n += 1) {
      await expect(forward(call("modern"))).rejects.toMatchObject({ code: "HTTP_ERROR" });
    }
    expect([calls.length, opened]).toEqual([3, 1]);
  });

  test.each([401, 403, 429, 500, 503])("is sent once when it is refused with %i", async (status) => {
    behaviour = (response) => response.writeHead(status).end();
    await expect(forward(call("modern"))).rejects.toMatchObject({ name: "UpstreamError" });
    expect([calls.length, opened]).toEqual([1, 0]);
  });
});

describe("an error that does not prove that nothing was done", () => {
  const error = (id: unknown, code: number, message: string) =>
    ({ jsonrpc: "2.0", id, error: { code, message } }) as JsonObject;

  test.each([401, 403, 429, 500, 503, 200])("is no reason to call in the other era with status %i", async (status) => {
    for (const message of [
      error(null, -32603, "Failed to initialize the session of the printer"),
      error(null, -32000, "write EPROTO: tlsv1 alert protocol version"),
      error(7, -32000, "Cannot initialize: session is over"),
    ]) {
      forget("eras");
      calls.length = 0;
      behaviour = (response) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(message));
      await forward(call("modern")).catch(() => {});
      expect([calls.length, opened]).toEqual([1, 0]);
    }
  });
});

describe("listening for changes", () => {
  test.each([
    [{ tools: { listChanged: true } }, true],
    [{ prompts: {}, resources: { listChanged: true } }, true],
    [{ tools: { listChanged: false } }, false],
    [{ tools: { listChanged: "true" } }, false],
    [{ tools: {}, logging: { listChanged: true } }, false],
    [{}, false],
  ])("a server with the capabilities %j announces changes: %j", (capabilities, announces) => {
    expect(tellsOfChanges(upstreamSnapshot({ capabilities }))).toBe(announces);
  });

  test.each(["modern", "legacy"] as const)("reports each change of a list at a %s server", async (era) => {
    behaviour = (response) =>
      sendEvents(
        response,
        { method: "notifications/tools/list_changed" },
        { method: "notifications/message" },
        { method: "notifications/prompts/list_changed" },
      );
    const onChange = vi.fn();
    expect(await listenForChanges(upstream(era), new AbortController().signal, onChange)).toBe(true);
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  test.each([
    [500, true],
    [503, true],
    [405, false],
    [202, false],
  ])("status %i says that there is a stream: %j", async (status, hasStream) => {
    behaviour = (response) => response.writeHead(status).end();
    expect(await listenForChanges(upstream("modern"), new AbortController().signal, vi.fn())).toBe(hasStream);
  });

  test("opens a new session after a 404 within a session, and has no stream after one without", async () => {
    behaviour = (response) => response.writeHead(404).end();
    const listen = () => listenForChanges(upstream("legacy"), new AbortController().signal, vi.fn());
    expect(await listen()).toBe(true);
    expect(await listen()).toBe(true);
    expect(opened).toBe(2);
    forget("legacy-sessions");
    keepsSessions = false;
    expect(await listen()).toBe(false);
  });

  test("opens a new session when a stream that was offered before is refused in any way", async () => {
    behaviour = (response) => response.writeHead(401).end();
    const listen = () => listenForChanges(upstream("legacy"), new AbortController().signal, vi.fn());
    expect(await listen()).toBe(false);
    behaviour = (response) => sendEvents(response);
    expect(await listen()).toBe(true);
    behaviour = (response) => response.writeHead(401).end();
    expect(await listen()).toBe(true);
    expect(opened).toBe(1);
    behaviour = (response) => sendEvents(response);
    expect(await listen()).toBe(true);
    expect(opened).toBe(2);
  });
});
