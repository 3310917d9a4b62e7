import "#lib/logging/from-the-start";

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { createBoundedServer, hasTooManyHeaders, refuseHeaders } from "#gateway/http-limits";
import { isAnswerable, isGatewayPath, isSharedPath } from "#gateway/paths";
import { REQUEST_PATH_HEADER, SOCKET_ADDRESS_HEADER } from "#lib/auth/client-address";
import type { Repeating } from "#lib/background/repeating";
import { type OpenDatabase, openDatabase } from "#lib/db/open";
import { env, SettingsError, setNodeEnvironment } from "#lib/env";
import { startObserving, stopObserving } from "#lib/gateway/observation/observing";
import { hostRefusal, isAllowedHost } from "#lib/http/allowed-host";
import { answerWhenAway } from "#lib/http/away-page";
import { countForm } from "#lib/http/failed-forms";
import { readForm } from "#lib/http/form-reading";
import { isPageForm, mayNameAction, pageFormProblem } from "#lib/http/page-form";
import { foreignOrigin, foreignOriginRefusal, securePage } from "#lib/http/page-security";
import { plainTextFor } from "#lib/http/plain-text";
import {
  hostProblem,
  isPlainBody,
  PACKED_BODY,
  PLAIN_BODIES_ONLY,
  type RequestProblem,
} from "#lib/http/request-problem";
import { log } from "#lib/log";
import { sayLastWords } from "#lib/logging/crashes";
import { closeSharedCounts, openSharedCounts } from "#lib/rate-limit/open-shared-counts";
import { checkEncryptionKey } from "#lib/secrets/encryption-key";
import { databaseClock } from "#lib/time/database-clock";
import { VERSION } from "#lib/version";

/** How long running calls may take to finish when the server stops. */
const DRAIN_TIMEOUT_MS = 10_000;
const SWEEP_EVERY_MS = 100;

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;
type Gateway = ReturnType<typeof import("#gateway/listener").openGateway>;

/** Imports the gateway only after the settings are checked. */
async function openGateway(): Promise<Gateway> {
  const { openGateway: open } = await import("#gateway/listener");
  return open({ clock: databaseClock });
}

/** Makes the handler of all requests. The gateway gets its own paths, and Next.js gets all others. */
async function makeHandler(server: Server, gateway: Gateway, isDevelopment: boolean): Promise<Handler> {
  const role = env().LATCHKEY_ROLE;
  const isForGateway = role === "dashboard" ? isSharedPath : isGatewayPath;
  const toPages = role === "gateway" ? notFound : await pages(server, isDevelopment);
  return (request, response) => {
    if (hasTooManyHeaders(request)) return refuseHeaders(response);
    if (!isAnswerable(request.url)) return refuse(response, UNREADABLE);
    const wrongHost = hostProblem(request.rawHeaders);
    if (wrongHost) return refuse(response, wrongHost);
    request.headers[SOCKET_ADDRESS_HEADER] = request.socket.remoteAddress ?? "unknown";
    request.headers[REQUEST_PATH_HEADER] = request.url ?? "/";
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (isForGateway(path)) return gateway.listener(request, response);
    if (!isAllowedHost(request.headers)) return misdirected(request, response);
    const foreign = foreignOrigin(request);
    if (foreign !== null) return refuse(response, { status: 403, message: foreignOriginRefusal(foreign) });
    if (!isPlainBody(request)) return refuse(response, PACKED);
    securePage(request, response, isDevelopment);
    // The tools of `next dev` post JSON to paths of their own.
    return !isDevelopment && isPageForm(request) ? answerForm(request, response, toPages) : toPages(request, response);
  };
}

async function pages(server: Server, isDevelopment: boolean): Promise<Handler> {
  const { default: next } = await import("next");
  const { HOST, PORT } = env();
  const app = next({ dev: isDevelopment, hostname: HOST, port: PORT, httpServer: server });
  await app.prepare();
  const answer = app.getRequestHandler();
  return (request, response) => answerWhenAway(request, response, () => answer(request, response));
}

/** Starts the background jobs. A process with the role `gateway` runs none and does not import their modules. */
async function startJobs(): Promise<Repeating[]> {
  if (env().LATCHKEY_ROLE === "gateway") return [];
  const [deliveries, retention, checks, reminders, mails, writes, sessions] = await Promise.all([
    import("#lib/webhooks/delivery/worker"),
    import("#lib/webhooks/delivery/retention"),
    import("#lib/upstreams/checks/worker"),
    import("#lib/notices/remind"),
    import("#lib/notices/mail"),
    import("#lib/idempotency/retention"),
    import("#lib/auth/sessions/retention"),
  ]);
  return [
    deliveries.startWebhookDelivery(databaseClock),
    retention.startDeliveryRetention(databaseClock),
    checks.startServerChecks(databaseClock),
    reminders.startReminders(databaseClock),
    mails.startNoticeMails(databaseClock),
    writes.startWriteRetention(databaseClock),
    sessions.startSessionRetention(databaseClock),
  ];
}

/** Has a form answered that a page of Latchkey can have sent. Others would cost more. */
async function answerForm(request: IncomingMessage, response: ServerResponse, toPages: Handler): Promise<unknown> {
  const problem = (await countForm(request, response)) ?? pageFormProblem(request);
  if (problem) return refuse(response, problem);
  return mayNameAction(request) ? readForm(response, () => toPages(request, response)) : toPages(request, response);
}

const UNREADABLE: RequestProblem = { status: 400, message: "Bad request: the address cannot be read." };
const PACKED: RequestProblem = { status: 415, message: PACKED_BODY, headers: PLAIN_BODIES_ONLY };

function refuse(response: ServerResponse, { status, message, headers }: RequestProblem): void {
  response.writeHead(status, { ...headers, "content-type": plainTextFor(response.req), connection: "close" });
  response.end(`${message}\n`);
}

function misdirected(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(421, { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" });
  response.end(`${hostRefusal(request.headers)}\n`);
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

/**
 * Stops accepting connections, lets running calls finish, writes buffered data, and stops the database.
 * @param isRestart breaks off running calls and leaves the embedded PostgreSQL running, because the program starts again
 *   at once
 */
async function stop({ server, gateway, jobs = [], database }: Running, isRestart: boolean): Promise<void> {
  const jobsEnded = Promise.all(jobs.map((job) => job.stop()));
  const drained = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  gateway?.endStreams();
  // A client keeps its connection open after the last answer. Closing idle connections again and again avoids a wait
  // for the whole timeout.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS);
  await Promise.race([drained, pause(isRestart ? 0 : DRAIN_TIMEOUT_MS, undefined, { ref: false })]);
  clearInterval(sweep);
  server.closeAllConnections();
  await gateway?.close();
  closeSharedCounts();
  await jobsEnded;
  const opened = await database.catch(() => undefined);
  if (!opened) return;
  await stopObserving();
  await (isRestart ? opened.leave() : opened.close());
}

/** What `stop` has to end. A signal may arrive before all of it exists. */
type Running = { server: Server; gateway?: Gateway; jobs?: Repeating[]; database: Promise<OpenDatabase> };

function stopOnSignals(running: Running, isDevelopment: boolean): void {
  let isStopping = false;
  const onSignal = async (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    // `node --watch` sends SIGTERM after a change and starts the program again. Ctrl-C sends SIGINT.
    const isRestart = isDevelopment && signal === "SIGTERM";
    try {
      await stop(running, isRestart);
      process.exit(0);
    } catch (error) {
      log().error({ error }, "Latchkey did not stop cleanly.");
      process.exit(1);
    }
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

async function main(): Promise<void> {
  const isDevelopment = process.argv.includes("--dev");
  setNodeEnvironment(isDevelopment ? "development" : "production");
  log().info({ version: VERSION, node: process.version }, "Latchkey starts.");
  const server = createBoundedServer({
    // Only hot reload uses WebSocket. Next.js ignores all other upgrades, so their sockets would stay open for ever.
    shouldUpgradeCallback: () => isDevelopment,
  });
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stopping.abort());
  const running: Running = { server, database: openDatabase(stopping.signal) };
  stopOnSignals(running, isDevelopment);
  const database = await running.database;
  try {
    await checkEncryptionKey();
    await openSharedCounts();
    await startObserving(databaseClock);
    running.gateway = await openGateway();
    server.on("request", await makeHandler(server, running.gateway, isDevelopment));
    await listen(server);
    running.jobs = await startJobs();
  } catch (error) {
    await database.close();
    throw error;
  }
  log().info({ version: VERSION, role: env().LATCHKEY_ROLE }, `Latchkey is ready at ${env().PUBLIC_URL}`);
}

try {
  await main();
} catch (error) {
  if (error instanceof SettingsError) sayLastWords(undefined, error.message);
  else sayLastWords(error, "Latchkey could not start.");
  process.exit(1);
}
