import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { createMcpHandler, type McpHttpHandler, type McpServerFactory } from "@modelcontextprotocol/server";
import { freePort } from "#lib/db/embedded/free-port";
import { modernServer } from "#testing/servers/modern-server";

export type RunningServer = {
  /** The Streamable HTTP endpoint. */
  url: string;
  stop(): Promise<void>;
};

/** A request that a server received. */
type SeenRequest = { method: string; headers: IncomingMessage["headers"] };

export type RunningMcpServer = RunningServer & { requests: SeenRequest[]; handler: McpHttpHandler };

type McpServerOptions = {
  /** `reject` refuses clients of the 2025 revisions. */
  legacy?: "stateless" | "reject";
  /** Answers 401 to requests without this header. */
  requiredHeader?: { name: string; value: string };
  /** A free one without it. */
  port?: number;
};

/**
 * Starts `@modelcontextprotocol/server-everything` in its own process. It is an independent MCP server of the 2025
 * revisions with sessions.
 */
export async function startEverythingServer(wantedPort?: number): Promise<RunningServer> {
  const program = createRequire(import.meta.url).resolve("@modelcontextprotocol/server-everything/dist/index.js");
  const port = wantedPort ?? (await freePort());
  const child = spawn(process.execPath, [program, "streamableHttp"], {
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  // When a test run breaks off, this ends the server.
  const killChild = () => child.kill("SIGKILL");
  process.once("exit", killChild);
  const ready = Promise.withResolvers<void>();
  child.stderr.on("data", (chunk: Buffer) => chunk.includes("listening on port") && ready.resolve());
  child.once("exit", (code) => ready.reject(new Error(`server-everything ended with code ${code}.`)));
  await ready.promise;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    stop: async () => {
      process.off("exit", killChild);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

/**
 * Starts an MCP server of both eras in this process with one tool of each kind (`list_notes` read-only, `add_note`
 * writing, `delete_notes` destructive, `shout` without a hint), two resources, a template and a prompt.
 */
export function startModernServer(options: McpServerOptions = {}): Promise<RunningMcpServer> {
  return startMcpServer(modernServer, options);
}

/** Serves the servers of `factory` on a free loopback port with the SDK's own handler. */
export async function startMcpServer(
  factory: McpServerFactory,
  options: McpServerOptions = {},
): Promise<RunningMcpServer> {
  const handler = createMcpHandler(factory, { legacy: options.legacy ?? "stateless" });
  const requests: SeenRequest[] = [];
  const server = await startHttpServer(async (request, response) => {
    requests.push({ method: request.method ?? "", headers: request.headers });
    const required = options.requiredHeader;
    if (required && request.headers[required.name.toLowerCase()] !== required.value) {
      response.writeHead(401).end();
      return;
    }
    await answerWith(handler.fetch, request, response);
  }, options.port);
  return { ...server, url: `${server.url}/mcp`, requests, handler };
}

/** Starts any HTTP server on `port`, or on a free loopback port; for answers that no MCP server would give. */
export async function startHttpServer(
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
  port = 0,
): Promise<RunningServer> {
  const server = createServer(listener);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Answers a request of a Node.js server with a `fetch` handler, and streams the body. */
export async function answerWith(
  fetch: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = "GET", headers, url = "/" } = incoming;
  const aborted = new AbortController();
  outgoing.once("close", () => aborted.abort());
  const init: RequestInit & { duplex: "half" } = {
    method,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    signal: aborted.signal,
    duplex: "half",
  };
  if (method !== "GET" && method !== "HEAD") init.body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
  const response = await fetch(new Request(new URL(url, `http://${headers.host}`), init));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (!response.body) {
    outgoing.end();
    return;
  }
  for await (const chunk of response.body) {
    if (outgoing.destroyed) break;
    outgoing.write(chunk);
  }
  outgoing.end();
}
