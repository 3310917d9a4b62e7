import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JsonObject } from "#lib/mcp/protocol";
import { discoverCatalogue } from "#lib/upstreams/reading/discover";
import { provideTestEnv } from "#testing/databases/use-database";
import {
  introduced,
  plainTool,
  type Script,
  type Scripted,
  type ScriptedServer,
  startScriptedServer,
  toolList,
} from "#testing/servers/scripted-server";

provideTestEnv();

let server: ScriptedServer;

beforeEach(async () => {
  server = await startScriptedServer({ "tools/list": toolList("good") });
});
afterEach(() => server.stop());

async function discover(script: Script = {}, listsMs?: number) {
  server.answer(script);
  const headers = [{ name: "X-Api-Key", value: "s3cret-value" }];
  return discoverCatalogue({ id: "ups_test", name: "Odd", url: server.url, headers }, listsMs);
}

async function toolsOf(script: Script): Promise<unknown[]> {
  return (await discover(script)).content.tools.map((tool) => (tool as JsonObject).name);
}

const everything = introduced({ tools: {}, resources: {}, prompts: {} });
/** A body with its id, for answers that are no JSON-RPC to the letter. */
const body = (make: (id: string) => string) => (message: JsonObject) => ({ body: make(JSON.stringify(message.id)) });
const GOOD = JSON.stringify({ tools: [plainTool("good")] });

describe("offers the tools of a server", () => {
  test.each<[string, Scripted]>([
    [
      "without a version",
      { result: { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "f" } } },
    ],
    ["without a name", { result: { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: null } }],
    ["without a revision", { result: { protocolVersion: null, capabilities: { tools: {} } } }],
    [
      "with a revision that no header can hold",
      { result: { protocolVersion: "2025\r\n06", capabilities: { tools: {} } } },
    ],
    ["without capabilities", { result: { protocolVersion: "2025-06-18" } }],
    ["with capabilities []", introduced([])],
    ["with other capabilities alone", introduced({ logging: {}, tools: null })],
    ["with tools [], as PHP writes {}", introduced({ tools: [] })],
    ["with instructions that are no text", { result: { protocolVersion: "2025-06-18", instructions: 5 } }],
  ])("%s", async (_what, initialize) => {
    expect(await toolsOf({ initialize })).toEqual(["good"]);
  });

  test.each<[string, Script[string]]>([
    ["whose list ends with nextCursor null", { result: { tools: [plainTool("good")], nextCursor: null } }],
    ["whose list ends with an empty nextCursor", { result: { tools: [plainTool("good")], nextCursor: "" } }],
    ["whose entries are wrong", toolList("good", null, 5, {}, { name: "b", inputSchema: { type: "string" } })],
    ["that answers without jsonrpc", body((id) => `{"id":${id},"result":${GOOD}}`)],
    ["that answers with a byte order mark", body((id) => `\ufeff{"jsonrpc":"2.0","id":${id},"result":${GOOD}}`)],
    ["that answers error null beside a result", body((id) => `{"id":${id},"result":${GOOD},"error":null}`)],
    ["that answers its id as text", body((id) => `{"jsonrpc":"2.0","id":"${id}","result":${GOOD}}`)],
    ["that answers without an id", body(() => `{"jsonrpc":"2.0","result":${GOOD}}`)],
    [
      "that does not name its content type",
      (message) => ({
        body: JSON.stringify({ id: message.id, result: JSON.parse(GOOD) }),
        headers: { "content-type": "" },
      }),
    ],
    [
      "that answers in an event stream, behind other messages",
      ({ id }) => ({
        body: `\ufeffdata: {"method":"notifications/message","params":{}}\n\ndata: {"id":99,"result":{}}\n\ndata: {"id":${id},"result":${GOOD}}\n\n`,
        headers: { "content-type": "text/event-stream; charset=utf-8" },
      }),
    ],
  ])("%s", async (_what, list) => {
    expect(await toolsOf({ "tools/list": list })).toEqual(["good"]);
  });

  test("once each, although the pages lead in a circle", async () => {
    const list: Script[string] = ({ params }) => {
      const { cursor = "a" } = (params ?? {}) as { cursor?: string };
      const nextCursor = { a: "b", b: "c", c: "a" }[cursor];
      return { result: { tools: [plainTool(`of-${cursor}`)], nextCursor } };
    };
    const { content, notes } = await discover({ "tools/list": list });
    expect(content.tools.map((tool) => (tool as { name: string }).name)).toEqual(["of-a", "of-b", "of-c"]);
    expect(notes.leftOutCount).toBe(1);
  });

  test("on all pages, although one has no list and some are numbered", async () => {
    const pages: Record<string, JsonObject> = {
      "": { tools: [plainTool("good")], nextCursor: 2 },
      2: { tools: null, nextCursor: "3" },
      3: { tools: {}, nextCursor: "4" },
      4: { tools: [plainTool("last")] },
    };
    const list = ({ params }: JsonObject) => ({ result: pages[String((params as JsonObject).cursor ?? "")] });
    expect(await toolsOf({ "tools/list": list })).toEqual(["good", "last"]);
  });

  test.each<[string, Scripted]>([
    ["an error", { error: { code: -32603, message: "not today" } }],
    ["HTTP 500", { body: "broken", status: 500 }],
    ["HTTP 401", { body: "", status: 401 }],
    ["a web page", { body: "<html></html>", headers: { "content-type": "text/html" } }],
    ["no list", { result: { prompts: "none", resources: 5, resourceTemplates: true } }],
    ["what is no result", { result: null }],
  ])("although the other lists answer with %s, and says which were not read", async (_what, failing) => {
    const { content, notes } = await discover({
      initialize: everything,
      "resources/list": failing,
      "resources/templates/list": failing,
      "prompts/list": failing,
    });
    expect(content.tools).toHaveLength(1);
    expect(notes.unread.map(({ list }) => list)).toEqual(["resources", "resourceTemplates", "prompts"]);
    for (const { message } of notes.unread) expect(message).toMatch(/^“Odd” .+\.$/);
  });

  test("although another list never answers", async () => {
    const { content, notes } = await discover({ initialize: everything, "prompts/list": { silent: true } }, 1_000);
    expect(content.tools).toHaveLength(1);
    // The server does not know resources, which it announced.
    expect(notes.unread.map(({ list }) => list)).toEqual(["resources", "prompts"]);
  });

  test("and what it read of another list before that failed", async () => {
    let asked = 0;
    const prompts = () =>
      asked++ === 0
        ? { result: { prompts: [{ name: "first" }], nextCursor: "2" } }
        : { error: { code: -32000, message: "No more." } };
    const { content, notes } = await discover({
      initialize: introduced({ tools: {}, prompts: {} }),
      "prompts/list": prompts,
    });
    expect(content.prompts).toEqual([{ name: "first" }]);
    expect(notes.unread).toMatchObject([{ list: "prompts", said: "No more. (code -32000)" }]);
  });

  test("without a note when the server has no templates, or has no tools and never announced any", async () => {
    const resources = { result: { resources: [{ uri: "a:b" }] } };
    const first = await discover({ initialize: introduced({ tools: {}, resources: {} }), "resources/list": resources });
    expect(first.content.resources).toEqual([{ uri: "a:b", name: "a:b" }]);
    expect(first.notes.unread).toEqual([]);
    const second = await discover({ initialize: introduced({}), "tools/list": { error: { code: -32601 } } });
    expect(second).toMatchObject({ content: { tools: [] }, notes: { unread: [] } });
  });
});

describe("a server that does not know server/discover", () => {
  test.each<[string, Script[string]]>([
    ["answers HTTP 500", { body: "", status: 500 }],
    ["answers HTTP 401", { body: "", status: 401 }],
    ["answers a web page", { body: "<html></html>", headers: { "content-type": "text/html" } }],
    ["answers an empty result", { result: {} }],
    ["answers a result of another revision", { result: { supportedVersions: ["2027-01-01"], capabilities: {} } }],
    ["redirects", { body: "", status: 302, headers: { location: "/login" } }],
    ["answers too much", { body: `"${"x".repeat(300_000)}"` }],
  ])("%s, and is read all the same", async (_what, probe) => {
    const { content } = await discover({ "server/discover": probe });
    expect(content).toMatchObject({ era: "legacy", protocolVersion: "2025-06-18" });
    expect(content.tools).toHaveLength(1);
  });

  test.each<[string, Scripted]>([
    ["HTTP 500", { body: "", status: 500 }],
    ["an error", { error: { code: -32600, message: "What?" }, status: 400 }],
  ])("may refuse notifications/initialized with %s", async (_what, refusal) => {
    expect(await toolsOf({ "notifications/initialized": refusal })).toEqual(["good"]);
  });
});

test("sends integers alone as ids, each once", async () => {
  await discover({ initialize: everything });
  const ids = server.seen.filter(({ method }) => method !== "notifications/initialized").map(({ id }) => id);
  for (const id of ids) expect(id).toSatisfy(Number.isSafeInteger);
  // The probe stands alone; everything from `initialize` on is one session.
  expect(new Set(ids.slice(1)).size).toBe(ids.length - 1);
});

describe("what was asked for and refused is said in the server's own words", () => {
  const refusal = (code: number, message: string) => ({ code, message });

  test.each<[string, Script, { code: string; message: string; said: string | null }]>([
    [
      "an error at initialize",
      { initialize: { error: refusal(-32001, "Unauthorized: API key required") } },
      {
        code: "RPC_ERROR",
        message: "“Odd” refused initialize with an error of its own.",
        said: "Unauthorized: API key required (code -32001)",
      },
    ],
    [
      "an error at tools/list",
      { "tools/list": { error: { ...refusal(-32603, "Upstream\n\u202edown"), data: "ECONNREFUSED" } } },
      {
        code: "RPC_ERROR",
        message: "“Odd” refused tools/list with an error of its own.",
        said: "Upstreamdown: ECONNREFUSED (code -32603)",
      },
    ],
    [
      "an error that is a text",
      { "tools/list": body(() => '{"error":"invalid_token","error_description":"The token has expired."}') },
      {
        code: "RPC_ERROR",
        message: "“Odd” refused tools/list with an error of its own.",
        said: "The token has expired.",
      },
    ],
    [
      "401 with a JSON-RPC error",
      { "tools/list": { error: refusal(-32000, "Token expired"), status: 401 } },
      {
        code: "UNAUTHORIZED",
        message: "“Odd” requires a valid credential (HTTP 401).",
        said: "Token expired (code -32000)",
      },
    ],
    [
      "401 with a challenge",
      {
        initialize: {
          body: "{}",
          status: 401,
          headers: { "www-authenticate": 'Bearer error="invalid_token", error_description="The access token expired"' },
        },
      },
      {
        code: "UNAUTHORIZED",
        message: "“Odd” requires a valid credential (HTTP 401).",
        said: "The access token expired",
      },
    ],
    [
      "403 about the host",
      {
        initialize: {
          body: "Access is only allowed at localhost:4168",
          status: 403,
          headers: { "content-type": "text/plain" },
        },
      },
      {
        code: "FORBIDDEN",
        message: "“Odd” denied access (HTTP 403).",
        said: "Access is only allowed at localhost:4168",
      },
    ],
    [
      "429 with a time to wait",
      { "tools/list": { error: refusal(-32029, "Slow down"), status: 429, headers: { "retry-after": "90" } } },
      {
        code: "RATE_LIMITED",
        message: "“Odd” was asked too often (HTTP 429), and asks to wait 90 seconds.",
        said: "Slow down (code -32029)",
      },
    ],
    [
      "503 with a JSON-RPC error and a date",
      {
        "tools/list": {
          error: refusal(-32000, "Starting"),
          status: 503,
          headers: { date: "Mon, 30 Nov 2026 12:00:00 GMT", "retry-after": "Mon, 30 Nov 2026 12:05:00 GMT" },
        },
      },
      {
        code: "RPC_ERROR",
        message: "“Odd” refused with an error of its own (HTTP 503), and asks to wait 5 minutes.",
        said: "Starting (code -32000)",
      },
    ],
    [
      "404 with a JSON-RPC error, so the path is right",
      { initialize: { error: refusal(-32001, "Unknown tenant"), status: 404 } },
      {
        code: "RPC_ERROR",
        message: "“Odd” refused with an error of its own (HTTP 404).",
        said: "Unknown tenant (code -32001)",
      },
    ],
    [
      "a problem (RFC 9457)",
      {
        initialize: {
          body: '{"title":"Forbidden","detail":"No seat left"}',
          status: 402,
          headers: { "content-type": "application/problem+json" },
        },
      },
      { code: "HTTP_ERROR", message: "“Odd” answered with an error (HTTP 402).", said: "No seat left" },
    ],
    [
      "a web page",
      { initialize: { body: "<!doctype html><p>Sign in", headers: { "content-type": "text/html" } } },
      { code: "NOT_MCP", message: "“Odd” answered with a web page.", said: null },
    ],
    [
      "the secret that it got",
      { "tools/list": { error: refusal(-32000, `Key s3cret-value is not known`) } },
      {
        code: "RPC_ERROR",
        message: "“Odd” refused tools/list with an error of its own.",
        said: "Key ••• is not known (code -32000)",
      },
    ],
    [
      "words without end",
      { "tools/list": { error: refusal(-32000, "x".repeat(10_000)) } },
      {
        code: "RPC_ERROR",
        message: "“Odd” refused tools/list with an error of its own.",
        said: "x".repeat(300),
      },
    ],
  ])("%s", async (_what, script, expected) => {
    const failure = await discover(script).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "UpstreamError", ...expected });
  });
});

describe("names the entries that cannot be used", () => {
  test("with their names, places and fields", async () => {
    const wrong = [
      null,
      { name: "b", inputSchema: { type: "string" } },
      { name: "c", description: 5 },
      plainTool("good"),
    ];
    const { content, notes } = await discover({ "tools/list": toolList("good", ...wrong) });
    expect(content.tools).toHaveLength(1);
    expect(notes).toEqual({
      unread: [],
      leftOutCount: 4,
      leftOut: [
        { list: "tools", name: null, position: 2, field: "", problem: "is no object" },
        { list: "tools", name: "b", position: 3, field: "inputSchema.type", problem: "is not “object”" },
        { list: "tools", name: "c", position: 4, field: "description", problem: "is not text" },
        { list: "tools", name: "good", position: 5, field: "name", problem: "is that of an entry before it" },
      ],
    });
  });

  test("twenty of them at most over all lists, each with short texts", async () => {
    const wrong = Array.from({ length: 50 }, () => ({ name: `\u202e${"n".repeat(500)}`, inputSchema: { type: 1 } }));
    const long = { name: "p", inputSchema: { type: "object", properties: { ["f".repeat(500)]: 5 } } };
    const { notes } = await discover({
      initialize: everything,
      "tools/list": toolList("good", long, ...wrong),
      "prompts/list": { result: { prompts: [5] } },
    });
    expect(notes.leftOutCount).toBe(52);
    expect(notes.leftOut).toHaveLength(20);
    expect(JSON.stringify(notes.leftOut).length).toBeLessThan(20 * 300);
    expect(notes.leftOut[1]?.name).toBe("n".repeat(80));
  });

  test.each([201, 100_000])("also one that nests %i levels deep", async (depth) => {
    const deep = `${'{"a":'.repeat(depth)}{}${"}".repeat(depth)}`;
    const list = body(
      (id) => `{"id":${id},"result":{"tools":[{"name":"deep","inputSchema":${deep}},{"name":"good"}]}}`,
    );
    const { content, notes } = await discover({ "tools/list": list });
    expect(content.tools).toEqual([plainTool("good")]);
    expect(notes.leftOut).toMatchObject([{ name: "deep", field: "", problem: "nests too deep" }]);
  });
});

test("reads no more than eight megabytes of a list, whatever its pages hold", async () => {
  const padding = "x".repeat(3 * 1024 * 1024);
  const page = (message: JsonObject) => ({ result: { tools: [], padding, nextCursor: JSON.stringify(message.id) } });
  await expect(discover({ "tools/list": page })).rejects.toMatchObject({
    message: "“Odd” sent an answer that is too large.",
  });
  expect(server.seen.filter(({ method }) => method === "tools/list")).toHaveLength(3);
});
