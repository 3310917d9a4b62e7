import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "#lib/db/client";
import type { JsonObject } from "#lib/mcp/protocol";
import { refreshCatalogue } from "#lib/upstreams/reading/refresh";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { heldBytes } from "#testing/machine/held-memory";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, NOW, type TestWorkspace } from "#testing/people/factories";
import { type MisbehavingServer, pour, sendJson, startMisbehavingServer } from "#testing/servers/misbehaving-server";

useDatabase();

const MIB = 1024 * 1024;

let gateway: RunningGateway;
let server: MisbehavingServer;
let acme: TestWorkspace;
let token: string;
let heldBefore: number;

beforeAll(async () => {
  gateway = await startGateway();
  server = await startMisbehavingServer();
});
afterAll(async () => {
  await Promise.all([gateway, server].map((one) => one.stop()));
});

beforeEach(async () => {
  const ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  ({ token } = await makeToken(ada, [acme]));
  server.introduce(true);
  heldBefore = heldBytes();
});

/** Makes the answer to any list request. */
const list = ({ id }: JsonObject, tools: unknown[]) => JSON.stringify({ jsonrpc: "2.0", id, result: { tools } });
const tool = (index: number) => ({ name: `tool_${index}`, inputSchema: { type: "object" } });

/** The answer of a server of the 2025 revisions to the question for its era. */
const unknownMethod = ({ id }: JsonObject) =>
  JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } });

/** Connects the server and returns the code of its failure. */
async function failureOf(): Promise<string | null> {
  const id = await connect(acme, server.url, { slug: "odd", isDown: true });
  return (await db().upstream.findUniqueOrThrow({ where: { id } })).failureCode;
}

afterEach(async () => {
  server.behave(() => {});
  expect((await post(gateway.url, token, { method: "tools/list" })).status).toBe(200);
  expect(heldBytes() - heldBefore).toBeLessThan(24 * MIB);
});

test("takes the first thousand of a hundred thousand tools", async () => {
  const tools = Array.from({ length: 100_000 }, (_, index) => tool(index));
  server.behave((response, message) =>
    sendJson(response, message.method === "tools/list" ? list(message, tools) : unknownMethod(message)),
  );
  expect(await failureOf()).toBeNull();
  expect((await db().catalogue.findFirstOrThrow()).tools).toHaveLength(1_000);
});

test("offers none of 170,000 empty tools, examines a thousand of them, and names a few", async () => {
  server.behave((response, message) => {
    const tools = Array.from({ length: 170_000 }, () => ({}));
    sendJson(response, message.method === "tools/list" ? list(message, tools) : unknownMethod(message));
  });
  expect(await failureOf()).toBeNull();
  expect((await db().catalogue.findFirstOrThrow()).tools).toEqual([]);
  const { catalogueNotes } = await db().upstream.findFirstOrThrow();
  expect(catalogueNotes).toMatchObject({ leftOutCount: 1_000, leftOut: { length: 20 } });
});

test("does not read a catalogue of 2 GB to its end", async () => {
  server.behave((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    pour(response, Buffer.alloc(MIB, " "));
  });
  expect(await failureOf()).toBe("NOT_MCP");
});

test("refuses a catalogue of two million empty objects, which would take a hundred megabytes", async () => {
  server.behave((response, { id }) => {
    const tools = `[${"{},".repeat(2_000_000)}{}]`;
    sendJson(response, `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"tools":${tools}}}`);
  });
  expect(await failureOf()).toBe("NOT_MCP");
  const { failureMessage } = await db().upstream.findFirstOrThrow();
  expect(failureMessage).toContain("too large");
});

test("does not unpack a small compressed catalogue that becomes very large", async () => {
  const bomb = gzipSync(Buffer.alloc(256 * MIB, " "));
  const headers = { "content-type": "application/json", "content-encoding": "gzip" };
  server.behave((response) => response.writeHead(200, headers).end(bomb));
  expect(await failureOf()).toBe("NOT_MCP");
});

test.each([300, 100_000])("does not store a value that nests %s levels deep, and continues to work", async (depth) => {
  const deep = `${'{"a":'.repeat(depth)}{}${"}".repeat(depth)}`;
  server.behave((response, message) => {
    sendJson(
      response,
      list(message, [{ ...tool(1), inputSchema: {} }]).replace(
        '"inputSchema":{}',
        `"inputSchema":{"type":"object","properties":${deep}}`,
      ),
    );
  });
  expect(await failureOf()).toBeNull();
  const { catalogueNotes } = await db().upstream.findFirstOrThrow();
  expect(catalogueNotes).toMatchObject({ leftOut: [{ name: "tool_1", problem: "nests too deep" }] });
});

test("does not store capabilities that nest too deep, and continues to work", async () => {
  const deep = `${'{"a":'.repeat(10_000)}{}${"}".repeat(10_000)}`;
  server.introduceWith(`{"tools":{},"experimental":{"deep":${deep}}}`);
  server.behave((response, message) => sendJson(response, list(message, [tool(1)])));
  expect(await failureOf()).toBe("NOT_MCP");
  server.introduceWith('{"tools":{}}');
  const { id } = await db().upstream.findFirstOrThrow();
  expect(await refreshCatalogue(id, NOW)).toBeNull();
});
