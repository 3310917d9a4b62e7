import { getRequestListener } from "@hono/node-server";
import { createGateway } from "#gateway/app";

/** The gateway as a request listener of Node's HTTP server. */
export function gatewayListener(...options: Parameters<typeof createGateway>) {
  return getRequestListener(createGateway(...options).fetch, { overrideGlobalObjects: false });
}
