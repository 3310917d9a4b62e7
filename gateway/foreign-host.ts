import type { IncomingMessage } from "node:http";
import type { MiddlewareHandler } from "hono";
import { hostRefusal, isAllowedHost } from "#lib/http/allowed-host";

/**
 * Refuses requests whose Host header names another host. It does not cover the health checks, which load balancers
 * request by address, and the MCP endpoint, which answers in its own form.
 */
export const refuseForeignHost: MiddlewareHandler<{ Bindings: { incoming: IncomingMessage } }> = async (
  context,
  next,
) => {
  const { headers } = context.env.incoming;
  if (isAllowedHost(headers)) return next();
  return context.json({ error: { code: "HOST_NOT_ALLOWED", message: hostRefusal(headers) } }, 421);
};
