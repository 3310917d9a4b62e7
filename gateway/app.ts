import { setTimeout as pause } from "node:timers/promises";
import { Hono, type NotFoundHandler } from "hono";
import { API_PATH } from "#gateway/api/api-path";
import { refuseForeignHost } from "#gateway/foreign-host";
import { healthRoutes } from "#gateway/health";
import { metrics } from "#gateway/metrics";
import { refuseRegistration } from "#gateway/oauth/key-holders";
import { metadataRoutes } from "#gateway/oauth/metadata-routes";
import { REFERENCE_PATH } from "#gateway/paths";
import { referenceRoutes } from "#gateway/reference/routes";
import { nameRequest } from "#gateway/request-id";
import { type Clock, SECOND_MS } from "#lib/clock";
import { closeSubscriptions } from "#lib/gateway/subscriptions/listen";
import { watch } from "#lib/gateway/watch/watch";
import { closeLegacySessions } from "#lib/upstreams/calls/legacy-session";

/** How long servers may take to hear that sessions end. */
const SESSIONS_MAX_MS = 2 * SECOND_MS;

/** Makes the HTTP application for everything of the gateway except the MCP endpoint. `isGatewayPath` knows its paths. */
export function createGateway(clock: Clock): Hono {
  const gateway = new Hono();
  let api: Promise<Hono> | undefined;
  gateway.route("/api", healthRoutes());
  gateway.all("/api/v1/*", async ({ req, env }) => {
    api ??= loadApi(clock);
    return (await api).fetch(req.raw, env);
  });
  gateway.use(nameRequest);
  gateway.get("/metrics", metrics);
  gateway.use(refuseForeignHost);
  gateway.all("/register", refuseRegistration);
  gateway.route("/", metadataRoutes());
  let oauth: Promise<Hono> | undefined;
  gateway.all("/oauth/*", async ({ req, env }) => {
    oauth ??= loadOAuth(clock);
    return (await oauth).fetch(req.raw, env);
  });
  gateway.route(REFERENCE_PATH, referenceRoutes());
  gateway.notFound(nothingHere);
  return gateway;
}

/**
 * Loads the REST API at its first request. With all its operations it takes about 20 MB of memory, and a gateway that
 * serves only MCP clients does not need it.
 */
async function loadApi(clock: Clock): Promise<Hono> {
  const { apiRoutes } = await import("#gateway/api/routes");
  const app = new Hono();
  app.use(nameRequest, refuseForeignHost);
  app.route(API_PATH, apiRoutes(clock));
  return app;
}

/** Loads the authorization server at its first request, for the same reason. */
async function loadOAuth(clock: Clock): Promise<Hono> {
  const { oauthRoutes } = await import("#gateway/oauth/routes");
  const app = new Hono();
  app.use(nameRequest);
  app.route("/", oauthRoutes(clock));
  app.notFound(nothingHere);
  return app;
}

const nothingHere: NotFoundHandler = (context) =>
  context.json({ error: { code: "NOT_FOUND", message: "There is nothing at this path." } }, 404);

/**
 * Closes everything that the gateway keeps open between requests. Call it when no call is under way any more. A server
 * that does not answer keeps its session, and forgets it by itself.
 */
export async function closeGateway(): Promise<void> {
  closeSubscriptions();
  const sessions = Promise.race([closeLegacySessions(), pause(SESSIONS_MAX_MS, undefined, { ref: false })]);
  await Promise.all([sessions, watch().close()]);
}
