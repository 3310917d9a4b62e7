import type { IncomingHttpHeaders } from "node:http";
import { env } from "#lib/env";
import { refusal } from "#lib/gateway/messages/rpc-error";
import { hostRefusal, isAllowedHost } from "#lib/http/allowed-host";
import { single } from "#lib/process";

const EXPOSED_HEADERS =
  "WWW-Authenticate, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id";

/**
 * Checks that the request names a host that Latchkey answers for. This stops DNS rebinding, whose pages may send no
 * Origin.
 * @throws RpcError 421 (RFC 9110 section 15.5.20)
 */
export function checkHost(headers: IncomingHttpHeaders): void {
  if (!isAllowedHost(headers)) throw refusal(421, "HOST_NOT_ALLOWED", hostRefusal(headers));
}

/**
 * Checks that a browser calls from the dashboard's own origin, which stops DNS rebinding. Programs send no Origin.
 * @throws RpcError 403
 */
export function checkOrigin(origin: string | undefined): void {
  if (origin === undefined || origin === publicOrigin()) return;
  throw refusal(403, "ORIGIN_NOT_ALLOWED", `Requests from the origin ${origin.slice(0, 200)} are not allowed.`);
}

/**
 * The headers that let a page of the allowed origin read the answer. Other pages get nothing that lets them read it.
 */
export function corsHeaders(origin: string | undefined): Record<string, string> {
  if (origin === undefined) return {};
  if (origin !== publicOrigin()) return { vary: "Origin" };
  return {
    "access-control-allow-origin": origin,
    "access-control-expose-headers": EXPOSED_HEADERS,
    vary: "Origin",
  };
}

/** The answer to a preflight request. */
export function preflightHeaders(
  origin: string | undefined,
  requestedHeaders: string | undefined,
): Record<string, string> {
  if (origin === undefined) return { allow: "POST, OPTIONS" };
  return {
    ...corsHeaders(origin),
    allow: "POST, OPTIONS",
    "access-control-allow-methods": "POST",
    // Every header is allowed: the origin is the dashboard's own, and `Mcp-Param-*` headers have names of any kind.
    "access-control-allow-headers": requestedHeaders ?? "authorization, content-type, mcp-protocol-version",
    "access-control-max-age": "600",
  };
}

function publicOrigin(): string {
  const { PUBLIC_URL } = env();
  const known = single("public-origin", () => new Map<string, string>());
  let origin = known.get(PUBLIC_URL);
  if (origin === undefined) {
    origin = new URL(PUBLIC_URL).origin;
    known.set(PUBLIC_URL, origin);
  }
  return origin;
}
