import { McpServer } from "@modelcontextprotocol/server";
import { expect, test } from "vitest";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { useGateway } from "#testing/machine/use-gateway";
import { startMcpServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();
const world = useGateway();

/** Starts a server whose one resource can be subscribed to. */
const startWatchedServer = () =>
  startMcpServer(() => {
    const made = new McpServer(
      { name: "watched", version: "1.0.0" },
      { capabilities: { resources: { subscribe: true } } },
    );
    made.registerResource("one", "watch://one", {}, async (uri) => ({ contents: [{ uri: uri.href, text: "one" }] }));
    return made;
  });

const METHODS = ["resources/subscribe", "resources/unsubscribe"];

test("accepts a subscription to one resource, but does not offer it, because there is no stream for it", async () => {
  await world.connectServer("watched", startWatchedServer);
  for (const method of METHODS) {
    expect((await world.post({ method, params: { uri: "watch://one" } })).body.result).toEqual({});
  }
  const { body } = await world.post({ method: "initialize", params: {} });
  expect(body.result?.capabilities).toMatchObject({ resources: {} });
  expect(JSON.stringify(body.result?.capabilities)).not.toContain("subscribe");
});

test("refuses it to a key that may not read resources", async () => {
  await world.connectServer("watched", startWatchedServer);
  const { token } = await world.makeToken({ scopes: ["mcp:tools:list"] });
  const answer = await post(world.url, token, { method: "resources/subscribe", params: { uri: "watch://one" } });
  expect(answer.status).toBe(403);
});

test("does not know the method when no server has it, and in the 2026 revision", async () => {
  await world.connectServer("other", startModernServer);
  for (const method of METHODS) {
    const params = { uri: "note://one" };
    expect((await world.post({ method, params })).body.error?.code).toBe(-32601);
    expect((await world.postModern({ method, params })).status).toBe(404);
  }
});
