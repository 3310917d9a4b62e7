import type { MiddlewareHandler } from "hono";

/**
 * Lets pages of every origin read the answers, because clients run in browsers too. These routes know no cookie, so a
 * foreign page gets nothing that any program could not get.
 */
export const openToAllOrigins: MiddlewareHandler = async (context, next) => {
  if (context.req.method === "OPTIONS") {
    return context.body(null, 204, {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": "authorization, content-type, mcp-protocol-version",
      "access-control-max-age": "600",
    });
  }
  await next();
  context.header("access-control-allow-origin", "*");
  context.header("access-control-expose-headers", "WWW-Authenticate, Retry-After, X-Request-Id");
};
