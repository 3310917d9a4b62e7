import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/** What Hono hands to the routes of the gateway. */
export type GatewayContext = Context<{ Bindings: HttpBindings }>;
