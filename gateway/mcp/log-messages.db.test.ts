import { McpServer } from "@modelcontextprotocol/server";
import { describe, expect, test } from "vitest";
import { META } from "#lib/mcp/protocol";
import { post } from "#testing/clients/post";
import { useDatabase } from "#testing/databases/use-database";
import { connect, makeToken } from "#testing/machine/running-gateway";
import { useGateway } from "#testing/machine/use-gateway";
import { makeUser, makeWorkspace } from "#testing/people/factories";
import { startMcpServer, startModernServer } from "#testing/servers/mcp-servers";

useDatabase();
const world = useGateway({ servers: { talkative: () => startMcpServer(loggingServer) } });

/** A server whose tool sends messages at three levels. */
function loggingServer(): McpServer {
  const made = new McpServer({ name: "talkative", version: "1.0.0" }, { capabilities: { logging: {} } });
  made.registerTool("work", { annotations: { readOnlyHint: true } }, async ({ mcpReq }) => {
    for (const level of ["debug", "info", "error"] as const) await mcpReq.log(level, level);
    return { content: [] };
  });
  return made;
}

const setLevel = (level: unknown, key = world.token) =>
  post(world.url, key, { method: "logging/setLevel", params: { level } });

/** Returns the levels of the messages that come before the answer. */
async function levelsHeard(key: string): Promise<unknown[]> {
  const response = await fetch(world.url, {
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
  test("are offered when a server that the key reaches sends them", async () => {
    const { body } = await world.post({ method: "initialize", params: {} });
    expect(body.result?.capabilities).toMatchObject({ logging: {} });
  });

  test("start at info until the client chooses a level", async () => {
    expect(await levelsHeard(world.token)).toEqual(["info", "error"]);
  });

  test("start at the level that the client chose, only for its key", async () => {
    expect((await setLevel("error")).body.result).toEqual({});
    expect(await levelsHeard(world.token)).toEqual(["error"]);
    const { token: otherToken } = await world.makeToken();
    expect(await levelsHeard(otherToken)).toEqual(["info", "error"]);
    await setLevel("debug");
    expect(await levelsHeard(world.token)).toEqual(["debug", "info", "error"]);
  });

  test.each(["loud", 3, undefined])("refuse the level %s", async (level) => {
    expect((await setLevel(level)).body.error?.code).toBe(-32602);
  });
});

test("refuses a level of a key that reaches no server with log messages", async () => {
  const quiet = await startModernServer();
  const bob = await makeUser("Bob");
  const other = await makeWorkspace("Other", [[bob, "owner"]]);
  await connect(other, quiet.url);
  const { token: key } = await makeToken(bob, [other]);
  expect((await setLevel("info", key)).body.error?.code).toBe(-32601);
  await quiet.stop();
});

test("sends log messages to a client of the 2026 revision only for requests that ask for them", async () => {
  const modern = (meta: object) =>
    world.postModern({ method: "tools/call", params: { name: "talkative__work", _meta: meta } });
  expect((await modern({ [META.logLevel]: "error" })).body.result).toMatchObject({ resultType: "complete" });
  expect((await world.postModern({ method: "logging/setLevel" })).status).toBe(404);
});
