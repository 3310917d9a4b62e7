import type { MiddlewareHandler } from "hono";
import { newRequestId } from "#lib/gateway/observation/request-id";

/** Names the request in its answer; the MCP endpoint does so by itself. */
export const nameRequest: MiddlewareHandler = async (context, next) => {
  await next();
  context.header("x-request-id", newRequestId(context.req.header("x-request-id") ?? null));
};
