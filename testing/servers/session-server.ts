import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text as readText } from "node:stream/consumers";
import type { JsonObject } from "#lib/mcp/protocol";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";

type Seen = { session: string | undefined; headers: IncomingMessage["headers"]; message: JsonObject };

export type SessionServer = RunningServer & {
  /** All received messages in the order of arrival. */
  seen: Seen[];
  /** Ends all sessions, like a restart. */
  forgetSessions(): void;
  /** The ids of sessions that a client ended with DELETE. */
  ended: string[];
};

const tool = (name: string) => ({ name, inputSchema: { type: "object" }, annotations: { readOnlyHint: true } });

/**
 * Starts a handwritten server of the 2025 revisions with sessions. `whoami` answers with the id of the session, `ask`
 * asks the client a question during the call, `break` closes the stream and answers on the resumed one, `hang` begins a
 * stream and sends nothing, and `silent` does not even begin to answer.
 */
export async function startSessionServer(): Promise<SessionServer> {
  const sessions = new Set<string>();
  const seen: Seen[] = [];
  const ended: string[] = [];
  const answers = new Map<unknown, (message: JsonObject) => void>();
  let broken: JsonObject | undefined;

  const server = await startHttpServer(async (request, response) => {
    const session = request.headers["mcp-session-id"]?.toString();
    if (request.method === "DELETE") {
      ended.push(session ?? "");
      response.writeHead(200).end();
      return;
    }
    if (request.method === "GET") return resume(request, response, broken);
    const message = JSON.parse(await readText(request)) as JsonObject;
    seen.push({ session, headers: request.headers, message });
    if (message.method === "initialize") return initialise(response, message);
    if (!session || !sessions.has(session)) return void response.writeHead(404).end();
    if (message.method === undefined) answers.get(message.id)?.(message);
    if (message.id === undefined || message.method === undefined) return void response.writeHead(202).end();
    if (message.method === "ping") return json(response, message.id, {});
    if (message.method === "tools/list") {
      return json(response, message.id, { tools: ["whoami", "ask", "break", "hang", "silent"].map(tool) });
    }
    await call(response, message, session);
  });

  function initialise(response: ServerResponse, message: JsonObject): void {
    const session = randomUUID();
    sessions.add(session);
    response.setHeader("mcp-session-id", session);
    const serverInfo = { name: "sessions", version: "1.0.0" };
    json(response, message.id, { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo });
  }

  async function call(response: ServerResponse, message: JsonObject, session: string): Promise<void> {
    const { name } = message.params as { name: string };
    if (name === "whoami") return json(response, message.id, { content: [{ type: "text", text: session }] });
    if (name === "silent") return void (await once(response, "close"));
    response.writeHead(200, { "content-type": "text/event-stream" });
    if (name === "hang") {
      response.write(": waiting\n\n");
      await once(response, "close");
    } else if (name === "break") {
      broken = { jsonrpc: "2.0", id: message.id, result: { content: [{ type: "text", text: "resumed" }] } };
      response.end("id: 41\nretry: 10\ndata:\n\n");
    } else {
      const question = { jsonrpc: "2.0", id: randomUUID(), method: "elicitation/create", params: {} };
      const answered = new Promise<JsonObject>((resolve) => answers.set(question.id, resolve));
      response.write(`data: ${JSON.stringify(question)}\n\n`);
      const result = { content: [{ type: "text", text: JSON.stringify((await answered).error) }] };
      response.end(`data: ${JSON.stringify({ jsonrpc: "2.0", id: message.id, result })}\n\n`);
    }
  }

  return { ...server, url: `${server.url}/mcp`, seen, ended, forgetSessions: () => sessions.clear() };
}

function resume(request: IncomingMessage, response: ServerResponse, broken: JsonObject | undefined): void {
  if (request.headers["last-event-id"] !== "41" || !broken) return void response.writeHead(405).end();
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(`data: ${JSON.stringify(broken)}\n\n`);
}

function json(response: ServerResponse, id: unknown, result: JsonObject): void {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
}
