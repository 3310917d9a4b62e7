import { Hono } from "hono";
import { apiRoutes } from "#gateway/api/routes";
import { refuseForeignHost } from "#gateway/foreign-host";
import { healthRoutes } from "#gateway/health";
import { metrics } from "#gateway/metrics";
import { refuseRegistration } from "#gateway/registration";
import { nameRequest } from "#gateway/request-id";
import type { Clock } from "#lib/clock";
import { watch } from "#lib/gateway/standing/watch";
import { closeSubscriptions } from "#lib/gateway/subscriptions/listen";
import { closeLegacySessions } from "#lib/upstreams/legacy-session";

/** What machines call besides the MCP endpoint. `isGatewayPath` says which paths these are. */
export function createGateway(clock: Clock): Hono {
  const gateway = new Hono();
  gateway.route("/api", healthRoutes());
  gateway.use(nameRequest);
  gateway.get("/metrics", metrics);
  gateway.use(refuseForeignHost);
  gateway.route("/api/v1", apiRoutes(clock));
  gateway.all("/register", refuseRegistration);
  gateway.notFound((context) => context.json({ error: { code: "NOT_FOUND", message: "There is nothing here." } }, 404));
  return gateway;
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
