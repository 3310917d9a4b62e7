import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { closeGateway, createGateway, endSubscriptions } from "#gateway/app";
import { mcpEndpoint } from "#gateway/mcp/endpoint";
import { isMcpPath } from "#gateway/paths";
import type { Clock } from "#lib/clock";

/**
 * Makes the gateway as the server runs it.
 * @returns a request listener for Node's HTTP server, and the two functions that stop the gateway: first `endStreams`, then
 *   `close`
 */
export function openGateway({ clock }: { clock: Clock }) {
  const toRest = getRequestListener(createGateway(clock).fetch, { overrideGlobalObjects: false });
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) =>
    isMcpPath(incoming.url) ? mcpEndpoint({ incoming, outgoing }, clock) : toRest(incoming, outgoing);
  return { listener, endStreams: endSubscriptions, close: closeGateway };
}
