import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { isGatewayPath } from "#gateway/paths";
import { REQUEST_PATH_HEADER, SOCKET_ADDRESS_HEADER } from "#lib/auth/client-address";
import { systemClock } from "#lib/clock";
import { type OpenDatabase, openDatabase } from "#lib/db/open";
import { env, SettingsError, setNodeEnvironment } from "#lib/env";
import { flushUsage } from "#lib/keys/usage";
import { log } from "#lib/log";

/** How long calls that are under way at a stop may go on. */
const DRAIN_TIMEOUT_MS = 10_000;
/** How long a client may take to send its headers, and a whole request. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** The gateway's paths first, the pages for everything else, each only where this process's role includes it. */
async function makeHandler(server: Server, isDevelopment: boolean): Promise<Handler> {
  const role = env().LATCHKEY_ROLE;
  const toGateway =
    role === "dashboard" ? undefined : (await import("#gateway/listener")).gatewayListener({ clock: systemClock });
  const toPages = role === "gateway" ? notFound : await pages(server, isDevelopment);
  return (request, response) => {
    request.headers[SOCKET_ADDRESS_HEADER] = request.socket.remoteAddress ?? "unknown";
    request.headers[REQUEST_PATH_HEADER] = request.url ?? "/";
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (toGateway && isGatewayPath(path)) return toGateway(request, response);
    return toPages(request, response);
  };
}

async function pages(server: Server, isDevelopment: boolean): Promise<Handler> {
  const { default: next } = await import("next");
  const { HOST, PORT } = env();
  const app = next({ dev: isDevelopment, hostname: HOST, port: PORT, httpServer: server });
  await app.prepare();
  return app.getRequestHandler();
}

function notFound(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { "content-type": "text/plain; charset=utf-8" });
  response.end("Not found. This process serves the gateway alone (LATCHKEY_ROLE=gateway).\n");
}

function listen(server: Server): Promise<void> {
  const { HOST, PORT } = env();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === "EADDRINUSE";
      reject(isTaken ? new SettingsError(`Port ${PORT} is taken. Set PORT to a free one.`) : error);
    });
    server.listen(PORT, HOST, resolve);
  });
}

/** Stops accepting, lets what is under way finish, writes what is buffered, and stops the database. */
async function stop(server: Server, database: OpenDatabase): Promise<void> {
  const drained = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await Promise.race([drained, pause(DRAIN_TIMEOUT_MS)]);
  server.closeAllConnections();
  await flushUsage();
  await database.close();
}

function stopOnSignals(server: Server, database: OpenDatabase): void {
  let isStopping = false;
  const onSignal = async () => {
    if (isStopping) return;
    isStopping = true;
    try {
      await stop(server, database);
      process.exit(0);
    } catch (error) {
      log().error({ error }, "Latchkey did not stop in order.");
      process.exit(1);
    }
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

async function main(): Promise<void> {
  const isDevelopment = process.argv.includes("--dev");
  setNodeEnvironment(isDevelopment ? "development" : "production");
  const database = await openDatabase();
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS });
  stopOnSignals(server, database);
  try {
    server.on("request", await makeHandler(server, isDevelopment));
    await listen(server);
  } catch (error) {
    await database.close();
    throw error;
  }
  console.log(`Latchkey is ready at ${env().PUBLIC_URL}`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exit(1);
}
