import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import type { JsonObject } from "#lib/mcp/protocol";
import { type RunningServer, startHttpServer } from "#testing/servers/mcp-servers";

/** Does something else instead of answering a call. */
export type Misbehaviour = (response: ServerResponse, message: JsonObject) => unknown;

export type MisbehavingServer = RunningServer & {
  /** Sets the behaviour for calls from now on. */
  behave(as: Misbehaviour): void;
  /** Returns how many of its own requests the gateway has answered. */
  declined(): number;
  /** Sets whether it answers `initialize`. */
  introduce(does: boolean): void;
  /** Sets the capabilities in its answer to `initialize`, as JSON. */
  introduceWith(capabilities: string): void;
  /** Returns the number of connections that the gateway keeps open. */
  connections(): number;
  /** Returns the bytes sent over all connections. The number grows only as the gateway reads them. */
  bytesTaken(): number;
};

/** Starts a server without sessions that answers `initialize` correctly and then misbehaves. */
export async function startMisbehavingServer(): Promise<MisbehavingServer> {
  const sockets = new Set<Socket>();
  let declined = 0;
  let introduces = true;
  let capabilities = '{"tools":{}}';
  let behaviour: Misbehaviour = (response) => response.writeHead(500).end();
  const server = await startHttpServer(async (request, response) => {
    watch(request, sockets);
    if (request.method !== "POST") return response.writeHead(405).end();
    const message = JSON.parse(await text(request)) as JsonObject;
    if (message.method === "initialize") return introduces && introduce(response, message, capabilities);
    if (message.method === undefined) {
      // The answers of the gateway to its requests get no response, so those HTTP requests keep running.
      declined += 1;
      return;
    }
    if (message.id === undefined) return response.writeHead(202).end();
    return behaviour(response, message);
  });
  return {
    ...server,
    url: `${server.url}/mcp`,
    behave: (as) => {
      behaviour = as;
    },
    declined: () => declined,
    introduce: (does) => {
      introduces = does;
    },
    introduceWith: (json) => {
      capabilities = json;
    },
    connections: () => [...sockets].filter((socket) => !socket.destroyed).length,
    bytesTaken: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten - socket.writableLength, 0),
  };
}

function watch({ socket }: IncomingMessage, sockets: Set<Socket>): void {
  if (sockets.has(socket)) return;
  sockets.add(socket);
  socket.on("error", () => {});
}

function introduce(response: ServerResponse, { id }: JsonObject, capabilities: string): void {
  const serverInfo = '{"name":"misbehaving","version":"1.0.0"}';
  const result = `{"protocolVersion":"2025-11-25","capabilities":${capabilities},"serverInfo":${serverInfo}}`;
  sendJson(response, `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`);
}

/** Returns the right answer to a call as JSON text. */
export function rightAnswer({ id }: JsonObject, said = "well"): string {
  return JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text: said }] } });
}

export function sendJson(response: ServerResponse, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(200, { "content-type": "application/json", ...headers }).end(body);
}

export function beginEvents(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
}

/** Writes as long as the other side reads, at most `maxBytes`. */
export function pour(response: ServerResponse, piece: Buffer, maxBytes = 2 * 1024 ** 3): void {
  let written = 0;
  const more = () => {
    while (written < maxBytes && !response.destroyed) {
      written += piece.length;
      if (!response.write(piece)) return void response.once("drain", more);
    }
    response.end();
  };
  more();
}

/** Writes single bytes, twenty a second. */
export function trickle(target: { write(text: string): unknown }, until: ServerResponse, text: string): void {
  let at = 0;
  const timer = setInterval(() => target.write(text[at++ % text.length] ?? ""), 50);
  until.once("close", () => clearInterval(timer));
}
