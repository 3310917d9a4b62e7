import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Connection, openSdk1, openSdk2 } from "#testing/clients/mcp-clients";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace } from "#testing/people/factories";
import { introduced, type ScriptedServer, startScriptedServer, toolList } from "#testing/servers/scripted-server";

useDatabase();

let gateway: RunningGateway;
let server: ScriptedServer;
let token: string;

const order = { zebra: { type: "string" }, b: true, apple: null };
const odd = [
  { name: "bare" },
  { name: "any", inputSchema: { anyOf: [{ type: "object" }] }, description: null, title: null, _meta: null },
  { name: "list", inputSchema: {}, outputSchema: { type: "array", items: {} }, icons: [{ src: 5 }] },
  { name: "order", inputSchema: { properties: order, required: null }, annotations: { readOnlyHint: true, title: 1 } },
  { name: "wrong", inputSchema: { type: "string" } },
  5,
];

beforeAll(async () => {
  gateway = await startGateway();
  server = await startScriptedServer({
    initialize: introduced({ tools: {}, prompts: {}, resources: {} }),
    "tools/list": toolList(...odd),
    "prompts/list": { error: { code: -32603, message: "not today" } },
    "resources/list": { result: { resources: [{ uri: "a:b", annotations: { priority: 9 } }], nextCursor: null } },
  });
});
afterAll(() => Promise.all([gateway, server].map((one) => one.stop())));
beforeEach(async () => {
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  await connect(acme, server.url, { slug: "odd" });
  ({ token } = await makeToken(ada, [acme], { scopes: ["mcp:full"] }));
});

const access = () => ({ url: gateway.url, headers: { Authorization: `Bearer ${token}` } });
const USABLE = ["bare", "any", "list", "order"].map((name) => `odd__${name}`);

test.each<[string, () => Promise<Connection>]>([
  ["the first SDK", () => openSdk1(access())],
  ["the second SDK in the 2025 revisions", () => openSdk2(access(), "legacy")],
  ["the second SDK in the 2026 revision", () => openSdk2(access(), { pin: "2026-07-28" })],
])("%s accepts what an odd server offers", async (_client, open) => {
  const client = await open();
  expect(await client.toolNames()).toEqual(["list_workspaces", ...USABLE]);
  await client.close();
});

test("properties come in the order of their author", async () => {
  const { body } = await post(gateway.url, token, { method: "tools/list" });
  const tools = body.result?.tools as { name: string; inputSchema: { properties: object } }[];
  const listed = tools.find(({ name }) => name === "odd__order");
  expect(Object.keys(listed?.inputSchema.properties ?? {})).toEqual(Object.keys(order));
});
