import { Hono } from "hono";
import { healthRoutes } from "#gateway/health";
import { refuseRegistration } from "#gateway/registration";
import { closeSubscriptions } from "#lib/gateway/listen";
import { closeLegacySessions } from "#lib/upstreams/legacy-session";

/** What machines call besides the MCP endpoint. `isGatewayPath` says which paths these are. */
export function createGateway(): Hono {
  const gateway = new Hono();
  gateway.route("/api", healthRoutes());
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
  await closeLegacySessions();
}
