import type { ServerResponse } from "node:http";
import { text as readText } from "node:stream/consumers";
import { McpServer } from "@modelcontextprotocol/server";
import type { JsonObject } from "#lib/mcp/protocol";
import { type RunningServer, startHttpServer, startMcpServer } from "#testing/servers/mcp-servers";

export type ChangingServer = RunningServer & {
  /** Adds a tool and sends a notification on every open stream. */
  change(): void;
  /** Returns the number of open streams. */
  listeners(): number;
};

const annotations = { readOnlyHint: true };
const result = { content: [] };

/** Starts a server of the 2026 revision whose list of tools can grow. */
export async function startChangingServer(): Promise<ChangingServer> {
  let tools = 1;
  let listeners = 0;
  const server = await startMcpServer(() => {
    const made = new McpServer(
      { name: "changing", version: "1.0.0" },
      { capabilities: { tools: { listChanged: true } } },
    );
    for (let index = 0; index < tools; index += 1) made.registerTool(`tool-${index}`, { annotations }, () => result);
    return made;
  });
  const { bus, notify } = server.handler;
  const subscribe = bus.subscribe.bind(bus);
  bus.subscribe = (...args) => {
    const unsubscribe = subscribe(...args);
    listeners += 1;
    return () => {
      listeners -= 1;
      unsubscribe();
    };
  };
  return {
    ...server,
    change: () => {
      tools += 1;
      notify.toolsChanged();
    },
    listeners: () => listeners,
  };
}

/** Starts such a server of the 2025 revisions, with the stream by GET. */
export async function startChangingLegacyServer(): Promise<ChangingServer> {
  let tools = 1;
  const streams = new Set<ServerResponse>();
  const answerOf: Record<string, () => JsonObject> = {
    initialize: () => ({
      protocolVersion: "2025-11-25",
      capabilities: { tools: { listChanged: true } },
      serverInfo: { name: "changing", version: "1.0.0" },
    }),
    "tools/list": () => ({
      tools: Array.from({ length: tools }, (_, index) => ({
        name: `tool-${index}`,
        inputSchema: { type: "object" },
        annotations,
      })),
    }),
  };
  const server = await startHttpServer(async (request, response) => {
    if (request.method === "GET") {
      streams.add(response);
      response.once("close", () => streams.delete(response));
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      return;
    }
    if (request.method === "DELETE") return void response.writeHead(200).end();
    const { id, method } = JSON.parse(await readText(request)) as { id?: unknown; method: string };
    if (id === undefined) return void response.writeHead(202).end();
    const answer = answerOf[method]?.();
    const error = { code: -32601, message: "Method not found" };
    response.writeHead(200, { "content-type": "application/json", "mcp-session-id": "only" });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, ...(answer ? { result: answer } : { error }) }));
  });
  return {
    ...server,
    change: () => {
      tools += 1;
      const message = { jsonrpc: "2.0", method: "notifications/tools/list_changed" };
      for (const stream of streams) stream.write(`data: ${JSON.stringify(message)}\n\n`);
    },
    listeners: () => streams.size,
  };
}
