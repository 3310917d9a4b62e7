import { Hono } from "hono";
import { API_PATH } from "#gateway/api/api-path";
import { refuseForeignHost } from "#gateway/foreign-host";
import { healthRoutes } from "#gateway/health";
import { metrics } from "#gateway/metrics";
import { REFERENCE_PATH } from "#gateway/paths";
import { referenceRoutes } from "#gateway/reference/routes";
import { refuseRegistration } from "#gateway/registration";
import { nameRequest } from "#gateway/request-id";
import type { Clock } from "#lib/clock";
import { closeSubscriptions } from "#lib/gateway/subscriptions/listen";
import { watch } from "#lib/gateway/watch/watch";
import { closeLegacySessions } from "#lib/upstreams/calls/legacy-session";

/** What machines call besides the MCP endpoint. `isGatewayPath` says which paths these are. */
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
  gateway.route(REFERENCE_PATH, referenceRoutes());
  gateway.notFound((context) => context.json({ error: { code: "NOT_FOUND", message: "There is nothing here." } }, 404));
  return gateway;
}

/**
 * The REST API, loaded when it is first asked for: with all the operations that it offers it takes some 20 MB, which a
 * gateway that serves MCP clients alone need not hold.
 */
async function loadApi(clock: Clock): Promise<Hono> {
  const { apiRoutes } = await import("#gateway/api/routes");
  const app = new Hono();
  app.use(nameRequest, refuseForeignHost);
  app.route(API_PATH, apiRoutes(clock));
  return app;
}

/** Ends the streams that would last for as long as their clients like; calls under way go on. */
export function endSubscriptions(): void {
  closeSubscriptions();
}

/** Ends what the gateway keeps open beyond a request, once no call is under way. */
export async function closeGateway(): Promise<void> {
  closeSubscriptions();
  await Promise.all([closeLegacySessions(), watch().close()]);
}
