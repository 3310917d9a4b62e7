import { afterAll, beforeAll, expect, test } from "vitest";
import { USER_AGENT } from "#lib/mcp/protocol";
import { upstreamFetch } from "#lib/upstreams/catalogue/upstream-fetch";
import { provideTestEnv } from "#testing/databases/use-database";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";

provideTestEnv();

let server: RunningServer;
let body: string;
let asked = 0;
let names: unknown[] = [];

beforeAll(async () => {
  server = await startHttpServer((request, response) => {
    asked += 1;
    names.push(request.headers["user-agent"]);
    response.end(body);
  });
});
afterAll(() => server.stop());

test("names Latchkey to the server, or what an admin has entered", async () => {
  body = "";
  names = [];
  await upstreamFetch(server.url, { method: "POST", headers: { accept: "application/json" } });
  await upstreamFetch(server.url, { method: "POST", headers: [["User-Agent", "of an admin"]] });
  expect(names).toEqual([USER_AGENT, "of an admin"]);
  asked = 0;
});

test("opens no stream for notifications, but resumes one", async () => {
  body = "resumed";
  expect((await upstreamFetch(server.url, { method: "GET" })).status).toBe(405);
  expect(asked).toBe(0);
  const resumed = await upstreamFetch(server.url, { method: "GET", headers: { "last-event-id": "1" } });
  expect(await resumed.text()).toBe("resumed");
});

const LIST = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
const emptyObjects = (count: number) => `{"tools":[${"{},".repeat(count)}{}]}`;

const textOf = async (request: string) => (await upstreamFetch(server.url, { method: "POST", body: request })).text();

test.each([
  ["more than 8 MiB", () => `"${"x".repeat(8 * 1024 * 1024)}"`],
  ["more than half a million parts", () => emptyObjects(600_000)],
  ["many answers in one", () => ` \n[${"{},".repeat(10)}{}]`],
])("fails for an answer of %s", async (_what, make) => {
  body = make();
  await expect(textOf(LIST)).rejects.toThrow("too large");
});

test("reads a list of up to half a million parts", async () => {
  body = emptyObjects(500_000);
  expect(await textOf(LIST)).toHaveLength(body.length);
});

test.each([
  ["256 KiB", () => `"${"x".repeat(256 * 1024)}"`],
  ["16,384 parts", () => emptyObjects(16_384)],
])("fails for an introduction of more than %s, because the SDK examines it whole", async (_what, make) => {
  body = make();
  await expect(textOf(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize" }))).rejects.toThrow("too large");
  expect(await textOf(LIST)).toHaveLength(body.length);
});
