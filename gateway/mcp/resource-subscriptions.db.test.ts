import { McpServer } from "@modelcontextprotocol/server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { post, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace, type TestUser, type TestWorkspace } from "#testing/people/factories";
import { type RunningServer, startMcpServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();

let gateway: RunningGateway;
let server: RunningServer;
let ada: TestUser;
let acme: TestWorkspace;

beforeEach(async () => {
  gateway = await startGateway();
  server = await startMcpServer(() => {
    const made = new McpServer(
      { name: "watched", version: "1.0.0" },
      { capabilities: { resources: { subscribe: true } } },
    );
    made.registerResource("one", "watch://one", {}, async (uri) => ({ contents: [{ uri: uri.href, text: "one" }] }));
    return made;
  });
  ada = await makeUser("Ada");
  acme = await makeWorkspace("Acme", [[ada, "owner"]]);
});
afterEach(async () => {
  await gateway.stop();
  await server.stop();
});

const METHODS = ["resources/subscribe", "resources/unsubscribe"];

test("a subscription to one resource is accepted, though not offered: there is no stream to announce it on", async () => {
  await connect(acme, server.url);
  const { token } = await makeToken(ada, [acme]);
  for (const method of METHODS) {
    expect((await post(gateway.url, token, { method, params: { uri: "watch://one" } })).body.result).toEqual({});
  }
  const { body } = await post(gateway.url, token, { method: "initialize", params: {} });
  expect(body.result?.capabilities).toMatchObject({ resources: {} });
  expect(JSON.stringify(body.result?.capabilities)).not.toContain("subscribe");
});

test("it is refused to a key that may not read resources", async () => {
  await connect(acme, server.url);
  const { token } = await makeToken(ada, [acme], { scopes: ["mcp:tools:list"] });
  const answer = await post(gateway.url, token, { method: "resources/subscribe", params: { uri: "watch://one" } });
  expect(answer.status).toBe(403);
});

test("the method is unknown where no server has it, and in the 2026 revision", async () => {
  const other = await startModernServer();
  await connect(acme, other.url);
  const { token } = await makeToken(ada, [acme]);
  for (const method of METHODS) {
    const params = { uri: "note://one" };
    expect((await post(gateway.url, token, { method, params })).body.error?.code).toBe(-32601);
    expect((await postModern(gateway.url, token, { method, params })).status).toBe(404);
  }
  await other.stop();
});
