import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { GatewayContext } from "#gateway/mcp/context";
import type { Reply } from "#lib/gateway/reply";

const NO_STORE = { "cache-control": "no-store" };

/** Every answer depends on the key, so nothing between here and the client may keep it. */
export function send(context: GatewayContext, reply: Reply, headers: Record<string, string>): Response {
  if (reply.form === "json") return sendJson(context, reply, headers);
  if (reply.form === "accepted") return new Response(null, { status: 202, headers: { ...NO_STORE, ...headers } });
  return new Response(reply.stream, {
    headers: {
      ...headers,
      "content-type": "text/event-stream",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

/** Written to the socket at once: a Response object in between costs a third of the throughput. */
function sendJson(context: GatewayContext, reply: Reply & { form: "json" }, headers: Record<string, string>): Response {
  const { outgoing } = context.env;
  outgoing.writeHead(reply.status, {
    ...NO_STORE,
    ...headers,
    ...reply.headers,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(reply.text),
  });
  outgoing.end(reply.text);
  return RESPONSE_ALREADY_SENT;
}
