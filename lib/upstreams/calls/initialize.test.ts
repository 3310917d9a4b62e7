import { afterEach, describe, expect, test } from "vitest";
import { initialize } from "#lib/upstreams/calls/initialize";
import { provideTestEnv } from "#testing/databases/use-database";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";

provideTestEnv();

let server: RunningServer;
afterEach(() => server.stop());

type Answer = { body: string; headers?: Record<string, string | string[]>; status?: number };

async function initializeAt({ body, headers = {}, status = 200 }: Answer) {
  server = await startHttpServer((_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  });
  const { origin, pathname: path } = new URL(server.url);
  return initialize({ name: "Odd", url: server.url, origin, path, headers: {} }, "2025-11-25", 10_000);
}

const RESULT = '"result":{"protocolVersion":"2025-06-18","capabilities":{}}';
const asEvents = { "content-type": "text/event-stream" };

describe("an introduction is understood", () => {
  test.each<[string, Answer]>([
    ["with an id as text", { body: `{"jsonrpc":"2.0","id":"1",${RESULT}}` }],
    ["without an id", { body: `{"jsonrpc":"2.0",${RESULT}}` }],
    ["with null for an id, a method and an error", { body: `{"id":null,"method":null,"error":null,${RESULT}}` }],
    ["with an error that says nothing", { body: `{"id":1,"error":{},${RESULT}}` }],
    ["as a batch of one", { body: `[{"id":1,${RESULT}}]` }],
    ["without the empty line behind the last event", { body: `data: {"id":1,${RESULT}}`, headers: asEvents }],
    ["behind a byte order mark", { body: `\ufeff{"id":1,${RESULT}}` }],
    ["as an event without an id", { body: `data: {${RESULT}}\n\n`, headers: asEvents }],
    [
      "as an event behind a mark and a comment",
      { body: `\ufeff: hello\r\ndata: {"id":1,${RESULT}}\r\n\r\n`, headers: asEvents },
    ],
    [
      "behind other messages",
      {
        body: `data: {"id":9,"result":{}}\n\ndata: {"method":"ping","id":1}\n\ndata: {"id":1,${RESULT}}\n\n`,
        headers: asEvents,
      },
    ],
  ])("%s", async (_what, answer) => {
    expect(await initializeAt(answer)).toMatchObject({ sessionId: null, protocolVersion: "2025-06-18" });
  });

  test.each<[string | string[], string | null]>([
    ["", null],
    ["a", "a"],
    [["a", "a"], "a"],
    [["", "b"], "b"],
  ])("with the session header %j as the session %j", async (header, sessionId) => {
    const answer = { body: `{"id":1,${RESULT}}`, headers: { "mcp-session-id": header } };
    expect(await initializeAt(answer)).toMatchObject({ sessionId });
  });

  test.each(['"2025-03-26"', '""', "null", "5", "{}", '"a\\r\\nb"', '"2025 06 18"', `"${"9".repeat(65)}"`])(
    "with the version %s, or the proposed one when no header can hold it",
    async (version) => {
      const { protocolVersion } = await initializeAt({
        body: `{"id":1,"result":{"protocolVersion":${version},"capabilities":{}}}`,
      });
      expect(protocolVersion).toBe(version === '"2025-03-26"' ? "2025-03-26" : "2025-11-25");
    },
  );

  test("with nothing but a session", async () => {
    const answer = { body: '{"id":1,"result":{}}', headers: { "mcp-session-id": "s" } };
    expect(await initializeAt(answer)).toMatchObject({ sessionId: "s", protocolVersion: "2025-11-25" });
  });
});

describe("an introduction fails", () => {
  const error = '{"code":-32000,"message":"No seat"}';

  test.each<[string, Answer]>([
    ["with an error of 2xx", { body: `{"id":1,"error":${error}}` }],
    ["with an error of 2xx without an id", { body: `{"error":${error}}` }],
    ["with an error as an event", { body: `data: {"id":1,"error":${error}}\n\n`, headers: asEvents }],
    ["with an error of 4xx", { status: 400, body: `{"id":1,"error":${error}}` }],
  ])("as a refusal %s", async (_what, answer) => {
    await expect(initializeAt(answer)).rejects.toMatchObject({
      code: "RPC_ERROR",
      said: "No seat (code -32000)",
      refusal: { isOfInitialize: true, error: { code: -32000, message: "No seat" } },
    });
  });

  test.each<[string, Answer]>([
    ["nothing", { body: "" }],
    ["another answer", { body: `{"id":2,${RESULT}}` }],
    ["a result of something else", { body: '{"id":1,"result":{"ok":true}}' }],
    ["a result that is no object", { body: '{"id":1,"result":[]}' }],
    ["several answers", { body: `[{"id":1,${RESULT}},{"id":1,${RESULT}}]` }],
    ["too much", { body: `{"id":1,"result":{"instructions":"${"x".repeat(1024 * 1024)}"}}` }],
    ["too many events", { body: "data: {}\n\n".repeat(120_000), headers: asEvents }],
  ])("as no MCP with %s", async (_what, answer) => {
    await expect(initializeAt(answer)).rejects.toMatchObject({ code: "NOT_MCP" });
  });
});
