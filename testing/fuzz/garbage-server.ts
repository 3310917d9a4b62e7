import { text } from "node:stream/consumers";
import { isObject, type JsonObject } from "#lib/mcp/protocol";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";

/** The answer that a call asks for in its arguments. `$ID` in the body stands for the id of the request. */
export type Garbage = { status: number; type: string | null; body: string };

/** The status that means no answer at all. */
export const SILENCE = 0;

/** The statuses that generated calls ask for. */
export const GARBAGE_STATUSES = [200, 200, 200, 200, 202, 301, 400, 401, 404, 418, 500, 503];
/** A generated call may contain a changed status, but a Node.js server can send only these. */
const STATUSES = new Set<unknown>([SILENCE, ...GARBAGE_STATUSES]);
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/g;

const tool = (name: string, annotations: JsonObject) => ({ name, inputSchema: { type: "object" }, annotations });
const UNKNOWN = { code: -32601, message: "Method not found" };
const TOOLS = [tool("garble", { readOnlyHint: true }), tool("destroy", { destructiveHint: true })];

/** Starts a server that initializes correctly and answers each call as its arguments say. */
export async function startGarbageServer(era: "modern" | "legacy"): Promise<RunningServer> {
  const server = await startHttpServer(async (request, response) => {
    if (request.method !== "POST") return response.writeHead(405).end();
    const message = JSON.parse(await text(request)) as JsonObject;
    if (message.id === undefined) return response.writeHead(202).end();
    const result = message.method === "tools/call" ? { content: [] } : introduction(message.method, era);
    const right = JSON.stringify({ jsonrpc: "2.0", id: message.id, ...(result ? { result } : { error: UNKNOWN }) });
    const garbage = message.method === "tools/call" ? garbageIn(message.params) : null;
    if (garbage?.status === SILENCE) return;
    const { status = 200, type = "application/json", body = right } = garbage ?? {};
    response.writeHead(status, type === null ? {} : { "content-type": type.replaceAll(UNSENDABLE, "?") });
    response.end(body.replaceAll("$ID", JSON.stringify(message.id)));
  });
  return { ...server, url: `${server.url}/mcp` };
}

function introduction(method: unknown, era: "modern" | "legacy"): JsonObject | null {
  const capabilities = { tools: {} };
  const serverInfo = { name: "garbage", version: "1.0.0" };
  if (method === "initialize" && era === "legacy") return { protocolVersion: "2025-11-25", capabilities, serverInfo };
  if (method === "server/discover" && era === "modern") {
    return {
      resultType: "complete",
      supportedVersions: ["2026-07-28"],
      capabilities,
      serverInfo,
      ttlMs: 0,
      cacheScope: "private",
    };
  }
  return method === "tools/list" ? { resultType: "complete", tools: TOOLS, ttlMs: 0, cacheScope: "private" } : null;
}

function garbageIn(params: unknown): Garbage | null {
  const garbage = isObject(params) && isObject(params.arguments) ? params.arguments.garbage : undefined;
  return isObject(garbage) && STATUSES.has(garbage.status) ? (garbage as Garbage) : null;
}
