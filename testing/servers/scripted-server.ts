import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { JsonObject } from "#lib/mcp/protocol";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";

/** What a server answers to one method: the result or the error of JSON-RPC, or anything else over HTTP. */
export type Scripted =
  | { result: unknown }
  | { error: unknown; status?: number; headers?: Record<string, string> }
  | { body: string; status?: number; headers?: Record<string, string> }
  | { silent: true };

/** The answers by method; a function makes one for the message. */
export type Script = Record<string, Scripted | Answering>;

type Answering = (message: JsonObject, request: IncomingMessage) => Scripted | Promise<Scripted>;

export type ScriptedServer = RunningServer & {
  /** All received messages in the order of arrival. */
  seen: JsonObject[];
  /** Adds to the script, or replaces parts of it. */
  answer(script: Script): void;
};

/** The introduction of a server of the 2025 revisions. */
export function introduced(capabilities: unknown = { tools: {} }): Scripted {
  return { result: { protocolVersion: "2025-06-18", capabilities, serverInfo: { name: "scripted", version: "1" } } };
}

/** Makes a list of tools whose names are given, and of any other entries. */
export function toolList(...tools: unknown[]): Scripted {
  return { result: { tools: tools.map((one) => (typeof one === "string" ? plainTool(one) : one)) } };
}

export function plainTool(name: string): JsonObject {
  return { name, inputSchema: { type: "object" } };
}

/**
 * Starts a server of the 2025 revisions without sessions that answers exactly as the script says. It does not know any
 * method that the script leaves out, `initialize` aside.
 */
export async function startScriptedServer(script: Script = {}): Promise<ScriptedServer> {
  const seen: JsonObject[] = [];
  let current: Script = { initialize: introduced(), ...script };
  const server = await startHttpServer(async (request, response) => {
    const message = JSON.parse((await text(request)) || "{}") as JsonObject;
    seen.push(message);
    const known = current[String(message.method)];
    if (!known && message.id === undefined) return response.writeHead(202).end();
    const scripted = typeof known === "function" ? await known(message, request) : known;
    give(response, message, scripted ?? { error: { code: -32601, message: "Method not found" } });
  });
  return {
    ...server,
    url: `${server.url}/mcp`,
    seen,
    answer: (changes) => {
      current = { ...current, ...changes };
    },
  };
}

function give(response: ServerResponse, { id }: JsonObject, scripted: Scripted): void {
  if ("silent" in scripted) return;
  if ("body" in scripted) {
    response.writeHead(scripted.status ?? 200, { "content-type": "application/json", ...scripted.headers });
    response.end(scripted.body);
    return;
  }
  const { status = 200, headers } = "error" in scripted ? scripted : {};
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(
    JSON.stringify({ jsonrpc: "2.0", id, ...("result" in scripted ? scripted : { error: scripted.error }) }),
  );
}
