import { McpServer } from "@modelcontextprotocol/server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { META } from "#lib/mcp/protocol";
import { post, postModern } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken, type RunningGateway, startGateway } from "#testing/machine/running-gateway";
import { makeUser, makeWorkspace } from "#testing/people/factories";
import { type RunningServer, startMcpServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();

let gateway: RunningGateway;
let server: RunningServer;
let token: string;
let otherToken: string;

/** Says something at three levels while it works. */
function loggingServer(): McpServer {
  const made = new McpServer({ name: "talkative", version: "1.0.0" }, { capabilities: { logging: {} } });
  made.registerTool("work", { annotations: { readOnlyHint: true } }, async ({ mcpReq }) => {
    for (const level of ["debug", "info", "error"] as const) await mcpReq.log(level, level);
    return { content: [] };
  });
  return made;
}

beforeEach(async () => {
  gateway = await startGateway();
  server = await startMcpServer(loggingServer);
  const ada = await makeUser("Ada");
  const acme = await makeWorkspace("Acme", [[ada, "owner"]]);
  await connect(acme, server.url, { slug: "talkative" });
  ({ token } = await makeToken(ada, [acme]));
  ({ token: otherToken } = await makeToken(ada, [acme]));
});
afterEach(async () => {
  await gateway.stop();
  await server.stop();
});

const setLevel = (level: unknown, key = token) =>
  post(gateway.url, key, { method: "logging/setLevel", params: { level } });

/** The levels of the messages that come before the answer. */
async function levelsHeard(key: string): Promise<unknown[]> {
  const response = await fetch(gateway.url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${key}`,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "talkative__work" } }),
  });
  const lines = (await response.text()).split("\n").filter((line) => line.startsWith("data:"));
  const messages = lines.map((line) => JSON.parse(line.slice("data:".length)));
  return messages.flatMap((message) => (message.method === "notifications/message" ? message.params.level : []));
}

describe("log messages, for a client of the 2025 revisions,", () => {
  test("are offered where a server that the key reaches sends them", async () => {
    const { body } = await post(gateway.url, token, { method: "initialize", params: {} });
    expect(body.result?.capabilities).toMatchObject({ logging: {} });
  });

  test("come from info on as long as it has not said what it wants", async () => {
    expect(await levelsHeard(token)).toEqual(["info", "error"]);
  });

  test("come from the level on that it chose, and its choice is no other key's", async () => {
    expect((await setLevel("error")).body.result).toEqual({});
    expect(await levelsHeard(token)).toEqual(["error"]);
    expect(await levelsHeard(otherToken)).toEqual(["info", "error"]);
    await setLevel("debug");
    expect(await levelsHeard(token)).toEqual(["debug", "info", "error"]);
  });

  test.each(["loud", 3, undefined])("have no level %s", async (level) => {
    expect((await setLevel(level)).body.error?.code).toBe(-32602);
  });
});

test("a key that reaches no server with log messages cannot choose their level", async () => {
  const quiet = await startModernServer();
  const bob = await makeUser("Bob");
  const other = await makeWorkspace("Other", [[bob, "owner"]]);
  await connect(other, quiet.url);
  const { token: key } = await makeToken(bob, [other]);
  expect((await setLevel("info", key)).body.error?.code).toBe(-32601);
  await quiet.stop();
});

test("a client of the 2026 revision gets them with each request that asks, and never else", async () => {
  const modern = (meta: object) =>
    postModern(gateway.url, token, { method: "tools/call", params: { name: "talkative__work", _meta: meta } });
  expect((await modern({ [META.logLevel]: "error" })).body.result).toMatchObject({ resultType: "complete" });
  expect((await postModern(gateway.url, token, { method: "logging/setLevel" })).status).toBe(404);
});
