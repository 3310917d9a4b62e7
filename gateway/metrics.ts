import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { MiddlewareHandler } from "hono";
import { env } from "#lib/env";
import { metricsText } from "#lib/gateway/metrics-text";
import { isLoopbackHost } from "#lib/http/loopback-host";

const BEARER = /^Bearer +(\S+) *$/i;
const LOOPBACK_ADDRESS = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;
/** Headers that proxies add. A request with one of them comes from another machine, although the socket is local. */
const FORWARDED = /^(x-forwarded-.+|forwarded|x-real-ip|via)$/;

/** Answers `GET /metrics` for Prometheus. A client that may not see the metrics gets 404. */
export const metrics: MiddlewareHandler<{ Bindings: { incoming: IncomingMessage } }> = async (context, next) => {
  if (!maySee(context.env.incoming)) return next();
  const { type, text } = await metricsText();
  return context.body(text, 200, { "content-type": type, "cache-control": "no-store" });
};

/**
 * Tells whether a client may see the metrics. With `METRICS_TOKEN` it must send the token. Without, it must be a program
 * on this machine, and the installation one for this machine alone.
 */
function maySee({ headers, socket }: IncomingMessage): boolean {
  const { METRICS_TOKEN, PUBLIC_URL, TRUST_PROXY } = env();
  if (METRICS_TOKEN !== undefined) {
    const sentToken = BEARER.exec(headers.authorization ?? "")?.[1];
    return sentToken !== undefined && timingSafeEqual(digest(sentToken), digest(METRICS_TOKEN));
  }
  // Behind a proxy on the same machine every socket is local, and not every proxy adds a header.
  if (TRUST_PROXY || !isLoopbackHost(new URL(PUBLIC_URL).hostname)) return false;
  if (Object.keys(headers).some((name) => FORWARDED.test(name))) return false;
  // A page may resolve its own host name to this machine (DNS rebinding). Its requests have that name as their Host.
  const host = URL.parse(`http://${headers.host}`)?.hostname ?? "";
  return LOOPBACK_ADDRESS.test(socket.remoteAddress ?? "") && isLoopbackHost(host);
}

/** Hashes a text, so that compared values have the same length and the comparison takes the same time. */
function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
