import "#lib/logging/from-the-start";

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { createBoundedServer, hasTooManyHeaders, refuseHeaders } from "#gateway/http-limits";
import { isAnswerable, isGatewayPath, isSharedPath } from "#gateway/paths";
import { REQUEST_PATH_HEADER, SOCKET_ADDRESS_HEADER } from "#lib/auth/client-address";
import type { Repeating } from "#lib/background/repeating";
import { SECOND_MS } from "#lib/clock";
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
import { drain, type OpenCalls } from "#lib/stopping/drain";
import { HttpTraffic } from "#lib/stopping/http-traffic";
import { stopWhenAsked } from "#lib/stopping/stop";
import { isStopping } from "#lib/stopping/stopping";
import { databaseClock } from "#lib/time/database-clock";
import { VERSION } from "#lib/version";

/** How long a job that is at work may take to end. One that is broken off is done again later. */
const JOBS_MAX_MS = 5 * SECOND_MS;

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
  const [deliveries, retention, checks, reminders, mails, writes, sessions, tokens] = await Promise.all([
    import("#lib/webhooks/delivery/worker"),
    import("#lib/webhooks/delivery/retention"),
    import("#lib/upstreams/checks/worker"),
    import("#lib/notices/remind"),
    import("#lib/notices/mail"),
    import("#lib/idempotency/retention"),
    import("#lib/auth/sessions/retention"),
    import("#lib/oauth/tokens/retention"),
  ]);
  return [
    deliveries.startWebhookDelivery(databaseClock),
    retention.startDeliveryRetention(databaseClock),
    checks.startServerChecks(databaseClock),
    reminders.startReminders(databaseClock),
    mails.startNoticeMails(databaseClock),
    writes.startWriteRetention(databaseClock),
    sessions.startSessionRetention(databaseClock),
    tokens.startTokenRetention(databaseClock),
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

/** What a stop has to end. A signal may arrive before all of it exists. */
type Running = {
  traffic: HttpTraffic;
  /** Ends the waiting for a database that is not there yet. */
  opening: AbortController;
  database: Promise<OpenDatabase>;
  gateway?: Gateway;
  jobs: Repeating[];
};

/** A stop of the development server waits for nothing: `node --watch` starts it again after each change. */
function stopRunning(running: Running, isDevelopment: boolean): void {
  let jobsEnded: Promise<unknown> | undefined;
  stopWhenAsked({
    drain: (hurry) => {
      running.opening.abort();
      jobsEnded = Promise.all(running.jobs.map((job) => job.stop()));
      const calls = running.gateway?.calls ?? NO_CALLS;
      return drain({ traffic: running.traffic, calls, hurry, ...drainTimes(isDevelopment) });
    },
    close: async () => {
      await running.gateway?.close();
      closeSharedCounts();
      const database = await running.database.catch(() => undefined);
      if (!database) return;
      await stopObserving();
      await Promise.race([jobsEnded, pause(JOBS_MAX_MS, undefined, { ref: false })]);
      await database.close();
    },
  });
}

/** The calls of a process that is told to stop before it has a gateway. */
const NO_CALLS: OpenCalls = { endStreams: () => {}, longestMs: () => 0, cut: () => 0 };

function drainTimes(isDevelopment: boolean) {
  const { DRAIN_SECONDS, LAME_DUCK_SECONDS, CALL_TIMEOUT_SECONDS } = env();
  const callLimitMs = CALL_TIMEOUT_SECONDS * SECOND_MS;
  if (isDevelopment) return { lameDuckMs: 0, drainMs: 0, callLimitMs };
  const drainMs = DRAIN_SECONDS === undefined ? null : DRAIN_SECONDS * SECOND_MS;
  return { lameDuckMs: LAME_DUCK_SECONDS * SECOND_MS, drainMs, callLimitMs };
}

async function main(): Promise<void> {
  const isDevelopment = process.argv.includes("--dev");
  setNodeEnvironment(isDevelopment ? "development" : "production");
  log().info({ version: VERSION, node: process.version }, "Latchkey starts.");
  const server = createBoundedServer({
    // Only hot reload uses WebSocket. Next.js ignores all other upgrades, so their sockets would stay open for ever.
    shouldUpgradeCallback: () => isDevelopment,
  });
  const opening = new AbortController();
  const database = openDatabase(opening.signal);
  const running: Running = { traffic: new HttpTraffic(server), opening, database, jobs: [] };
  stopRunning(running, isDevelopment);
  const opened = await database;
  try {
    await checkEncryptionKey();
    await openSharedCounts();
    await startObserving(databaseClock);
    running.gateway = await openGateway();
    server.on("request", await makeHandler(server, running.gateway, isDevelopment));
    if (isStopping()) return;
    await listen(server);
    if (isStopping()) return;
    running.jobs = await startJobs();
  } catch (error) {
    // A stop that began meanwhile closes the database itself.
    if (isStopping()) return;
    await opened.close();
    throw error;
  }
  log().info({ version: VERSION, role: env().LATCHKEY_ROLE }, `Latchkey is ready at ${env().PUBLIC_URL}`);
}

try {
  await main();
} catch (error) {
  if (!isStopping()) {
    if (error instanceof SettingsError) sayLastWords(undefined, error.message);
    else sayLastWords(error, "Latchkey could not start.");
    process.exit(1);
  }
}
