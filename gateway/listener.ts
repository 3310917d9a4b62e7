import { getRequestListener } from "@hono/node-server";
import { closeGateway, createGateway, endSubscriptions } from "#gateway/app";
import type { Clock } from "#lib/clock";

/** The gateway as the server runs it: a request listener of Node's HTTP server, and how to stop it in two steps. */
export function openGateway(options: { clock: Clock }) {
  const listener = getRequestListener(createGateway(options).fetch, { overrideGlobalObjects: false });
  return { listener, endStreams: endSubscriptions, close: closeGateway };
}
