import { text as readText } from "node:stream/consumers";
import type { Client as ModernClient } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#lib/db/client";
import { MODERN_VERSION } from "#lib/mcp/protocol";
import { forget } from "#lib/process";
import { connectSdk1, connectSdk2, type Sdk2Mode } from "#testing/clients/mcp-clients";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";
import { type RunningServer, startHttpServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();
const world = useGateway({ servers: { notebook: startModernServer } });

/** The text of an answer to the request with this id. */
type Answer = (id: string) => string;

let server: RunningServer;
let answer: Answer;
let asEvents: boolean;

beforeAll(async () => {
  server = await startHttpServer(async (request, response) => {
    if (request.method !== "POST") return response.writeHead(405).end();
    const { id, method } = JSON.parse(await readText(request)) as { id?: unknown; method: string };
    const written = JSON.stringify(id);
    if (method === "initialize") {
      const result = '{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"n","version":"1"}}';
      return response
        .setHeader("content-type", "application/json")
        .end(`{"id":${written},"result":${result},"error":null}`);
    }
    if (id === undefined) return response.writeHead(202).end();
    response.setHeader("content-type", asEvents ? "text/event-stream" : "application/json");
    response.end(asEvents ? `data: ${answer(written)}\n\n` : answer(written));
  });
});
afterAll(() => server.stop());

/** Puts the server in place of the notebook, with its catalogue. */
async function serve(era: "modern" | "legacy"): Promise<void> {
  forget("legacy-sessions");
  forget("eras");
  const id = world.upstreamIds.notebook;
  await db().upstream.update({ where: { id }, data: { url: server.url, revision: { increment: 1 } } });
  const protocolVersion = era === "modern" ? MODERN_VERSION : "2025-11-25";
  await db().catalogue.update({ where: { upstreamId: id }, data: { era, protocolVersion } });
}

const info = { name: "test-client", version: "1.0.0" };
const access = () => ({ url: world.url, headers: { Authorization: `Bearer ${world.token}` } });
type AnyClient = Pick<ModernClient, "callTool" | "close">;

const secondGeneration = (mode: Sdk2Mode): Promise<AnyClient> => connectSdk2(access(), mode, info);
const firstGeneration = async () => (await connectSdk1(access(), info)) as unknown as AnyClient;

const CLIENTS: [string, () => Promise<AnyClient>][] = [
  ["SDK 2, modern", () => secondGeneration({ pin: MODERN_VERSION })],
  ["SDK 2, legacy", () => secondGeneration("legacy")],
  ["SDK 1", firstGeneration],
];

const WELL = '{"content":[{"type":"text","text":"well"}]}';
const RESULTS: [string, Answer][] = [
  ["error: null", (id) => `{"jsonrpc":"2.0","id":${id},"result":${WELL},"error":null}`],
  ["no jsonrpc", (id) => `{"id":${id},"result":${WELL}}`],
  ["a byte order mark", (id) => `\ufeff{"jsonrpc":"2.0","id":${id},"result":${WELL}}`],
  ["no id", () => `{"jsonrpc":"2.0","result":${WELL}}`],
  ["null for its id", () => `{"jsonrpc":"2.0","id":null,"result":${WELL}}`],
  ["a batch of one", (id) => `[{"jsonrpc":"2.0","id":${id},"result":${WELL}}]`],
  ["a field of its own", (id) => `{"jsonrpc":"2.0","id":${id},"result":${WELL},"took":3}`],
  ["its id as text", (id) => `{"jsonrpc":"2.0","id":${id.startsWith('"') ? id : `"${id}"`},"result":${WELL}}`],
  [
    "null for all that it does not say",
    (id) =>
      `{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"well","annotations":null,"_meta":null}],"isError":null,"_meta":null}}`,
  ],
];
const REFUSED = '{"code":-32050,"message":"No."}';
const ERRORS: [string, Answer][] = [
  ["result: null", (id) => `{"jsonrpc":"2.0","id":${id},"result":null,"error":${REFUSED}}`],
  ["no jsonrpc", (id) => `{"id":${id},"error":${REFUSED}}`],
  ["a byte order mark", (id) => `\ufeff{"jsonrpc":"2.0","id":${id},"error":${REFUSED}}`],
  ["its code as text", (id) => `{"jsonrpc":"2.0","id":${id},"error":{"code":"-32050","message":"No."}}`],
];

describe.each(CLIENTS)("%s", (_client, open) => {
  let client: AnyClient;
  beforeEach(async () => {
    client = await open();
    return () => client.close();
  });

  describe.each(["modern", "legacy"] as const)("and a %s server", (era) => {
    beforeEach(() => serve(era));

    test.each([false, true])(
      "that forgets the form of its answers (events: %j) understand each other",
      async (events) => {
        asEvents = events;
        for (const [what, made] of RESULTS) {
          answer = made;
          const result = await client.callTool({ name: "notebook__list_notes", arguments: {} });
          expect(result.content, what).toEqual([{ type: "text", text: "well" }]);
        }
        for (const [what, made] of ERRORS) {
          answer = made;
          const said = await client
            .callTool({ name: "notebook__list_notes", arguments: {} })
            .catch((error: unknown) => error);
          expect(said, what).toMatchObject({ code: -32050, message: expect.stringContaining("No.") });
        }
      },
    );
  });
});
