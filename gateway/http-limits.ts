import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http";
import { MINUTE_MS, SECOND_MS } from "#lib/clock";
import { env } from "#lib/env";

/** How long a client may take to send its headers, counted from the connection on, and a whole request. */
const HEADERS_TIMEOUT_MS = 15 * SECOND_MS;
const REQUEST_TIMEOUT_MS = MINUTE_MS;
/** How often both are looked at: a slow client may have this much longer. */
const CHECK_EVERY_MS = 5 * SECOND_MS;
/** Longer than the minute for which load balancers keep idle connections, so that they never send into a closed one. */
const KEEP_ALIVE_TIMEOUT_MS = 65 * SECOND_MS;
/** How long a client may leave an answer lying that waits to be written. */
const STALL_TIMEOUT_MS = MINUTE_MS;
const HEADERS_MAX_BYTES = 16 * 1024;
const HEADERS_MAX = 200;

export type HttpLimits = { headersTimeoutMs?: number; requestTimeoutMs?: number; stallTimeoutMs?: number };

/**
 * Node's HTTP server with a limit on everything that whoever can connect might take: connections, headers, time.
 * What it cannot read or waits for too long it answers itself (400, 408, 431) and hangs up.
 * @param limits other times than the usual ones, for tests
 */
export function createBoundedServer(options: ServerOptions = {}, limits: HttpLimits = {}): Server {
  const headersTimeout = limits.headersTimeoutMs ?? HEADERS_TIMEOUT_MS;
  const requestTimeout = limits.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const server = createServer({
    headersTimeout,
    requestTimeout,
    connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, headersTimeout, requestTimeout),
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    maxHeaderSize: HEADERS_MAX_BYTES,
    ...options,
  });
  server.maxConnections = env().MAX_CONNECTIONS;
  // One more than allowed: Node leaves out the rest without a word, and what is left out cannot be checked.
  server.maxHeadersCount = HEADERS_MAX + 1;
  server.timeout = limits.stallTimeoutMs ?? STALL_TIMEOUT_MS;
  server.on("request", watchForStall);
  return server;
}

/** Whether a request has more headers than are read. */
export function hasTooManyHeaders(request: IncomingMessage): boolean {
  return request.rawHeaders.length > 2 * HEADERS_MAX;
}

/** The answer to a request with more headers than are read (RFC 6585 section 5). */
export function refuseHeaders(response: ServerResponse): void {
  response.writeHead(431, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`There are more than ${HEADERS_MAX} headers.\n`);
}

function watchForStall(_request: IncomingMessage, response: ServerResponse): void {
  response.on("timeout", endIfStalled);
}

/** Nothing has moved for a while. That is the server's own doing unless something waits to be written. */
function endIfStalled(this: ServerResponse): void {
  if (this.writableLength > 0) this.destroy();
}
