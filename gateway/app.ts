import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { healthRoutes } from "#gateway/health";
import { mcpEndpoint } from "#gateway/mcp/endpoint";
import { refuseRegistration } from "#gateway/registration";
import type { Clock } from "#lib/clock";
import { closeSubscriptions } from "#lib/gateway/listen";
import { closeLegacySessions } from "#lib/upstreams/legacy-session";

export type Gateway = Hono<{ Bindings: HttpBindings }>;

/** Everything that machines call. `isGatewayPath` says which paths these are. */
export function createGateway({ clock }: { clock: Clock }): Gateway {
  const gateway: Gateway = new Hono();
  gateway.route("/api", healthRoutes());
  gateway.all("/mcp", (context) => mcpEndpoint(context, clock));
  // For clients that leave configured headers out once they find a way to sign in: this path never mentions one.
  gateway.all("/mcp/inspector", (context) => mcpEndpoint(context, clock));
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
