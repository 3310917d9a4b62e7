import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http";
import { readBeforeClosing } from "#gateway/read-before-closing";
import { MINUTE_MS, SECOND_MS } from "#lib/clock";
import { env } from "#lib/env";

/** How long a client may take to send its headers, counted from the connection, and to send a whole request. */
const HEADERS_TIMEOUT_MS = 15 * SECOND_MS;
const REQUEST_TIMEOUT_MS = MINUTE_MS;
/** How often both timeouts are checked. A slow client may therefore take this much longer. */
const CHECK_EVERY_MS = 5 * SECOND_MS;
/** Load balancers keep idle connections for a minute. This is longer, so they never send into a closed connection. */
const KEEP_ALIVE_TIMEOUT_MS = 65 * SECOND_MS;
/** How long an answer may wait for a client that does not read it. */
const STALL_TIMEOUT_MS = MINUTE_MS;
const HEADERS_MAX_BYTES = 16 * 1024;
const HEADERS_MAX = 200;

/** Timeouts in milliseconds that replace the defaults. */
export type HttpLimits = {
  headersTimeoutMs?: number;
  requestTimeoutMs?: number;
  stallTimeoutMs?: number;
  /** How long the rest of a body is read after an early answer. */
  lingerMs?: number;
};

/**
 * Makes Node's HTTP server with limits on what a client may use: connections, headers and time.
 * The server itself answers requests that it cannot read or that take too long (400, 408, 431) and closes the connection.
 * @param limits timeouts that differ from the defaults, for tests
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
  // One more than allowed. Node drops further headers silently, and `hasTooManyHeaders` could not see them.
  server.maxHeadersCount = HEADERS_MAX + 1;
  server.timeout = limits.stallTimeoutMs ?? STALL_TIMEOUT_MS;
  server.on("request", watchForStall);
  server.on("request", readBeforeClosing(limits.lingerMs));
  return server;
}

/** Tells whether a request has more than `HEADERS_MAX` headers. */
export function hasTooManyHeaders(request: IncomingMessage): boolean {
  return request.rawHeaders.length > 2 * HEADERS_MAX;
}

/** Answers a request that has too many headers (RFC 6585 section 5). */
export function refuseHeaders(response: ServerResponse): void {
  response.writeHead(431, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`The request has more than ${HEADERS_MAX} headers.\n`);
}

function watchForStall(_request: IncomingMessage, response: ServerResponse): void {
  response.on("timeout", endIfStalled);
}

/** Nothing was sent for a while. Only when data waits to be written is the client the reason. */
function endIfStalled(this: ServerResponse): void {
  if (this.writableLength > 0) this.destroy();
}
