import type { MiddlewareHandler } from "hono";
import { newRequestId } from "#lib/gateway/observation/request-id";

declare module "hono" {
  interface ContextVariableMap {
    requestId: string;
  }
}

/** Gives the request an id and sends it in a header of the answer. The MCP endpoint does this by itself. */
export const nameRequest: MiddlewareHandler = async (context, next) => {
  const requestId = newRequestId(context.req.header("x-request-id") ?? null);
  context.set("requestId", requestId);
  await next();
  context.header("x-request-id", requestId);
};
