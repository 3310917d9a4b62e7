import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { closeGateway, createGateway } from "#gateway/app";
import { mcpEndpoint } from "#gateway/mcp/endpoint";
import { isMcpPath } from "#gateway/paths";
import type { Clock } from "#lib/clock";
import { cutCalls, longestCallMs } from "#lib/gateway/calls/cut-calls";
import { closeSubscriptions } from "#lib/gateway/subscriptions/listen";
import type { OpenCalls } from "#lib/stopping/drain";

/**
 * Makes the gateway as the server runs it.
 * @returns a request listener for Node's HTTP server; what it has open, for the drain; and `close`, to be called when
 *   nothing is under way any more
 */
export function openGateway({ clock }: { clock: Clock }) {
  const toRest = getRequestListener(createGateway(clock).fetch, { overrideGlobalObjects: false });
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) =>
    isMcpPath(incoming.url) ? mcpEndpoint({ incoming, outgoing }, clock) : toRest(incoming, outgoing);
  const calls: OpenCalls = { endStreams: closeSubscriptions, longestMs: longestCallMs, cut: cutCalls };
  return { listener, calls, close: closeGateway };
}
