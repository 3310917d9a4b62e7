import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { MiddlewareHandler } from "hono";
import { env } from "#lib/env";
import { metricsText } from "#lib/gateway/metrics-text";
import { isLoopbackHost } from "#lib/http/loopback-host";

const BEARER = /^Bearer +(\S+) *$/i;
const LOOPBACK_ADDRESS = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;
/** What proxies add: with one of these the request comes from elsewhere, whatever the socket says. */
const FORWARDED = /^(x-forwarded-.+|forwarded|x-real-ip|via)$/;

/** `GET /metrics` for Prometheus. For whoever may not see them there is nothing here. */
export const metrics: MiddlewareHandler<{ Bindings: { incoming: IncomingMessage } }> = async (context, next) => {
  if (!maySee(context.env.incoming)) return next();
  const { type, text } = await metricsText();
  return context.body(text, 200, { "content-type": type, "cache-control": "no-store" });
};

/** With `METRICS_TOKEN` whoever sends it; without, programs on this machine alone. */
function maySee({ headers, socket }: IncomingMessage): boolean {
  const { METRICS_TOKEN } = env();
  if (METRICS_TOKEN !== undefined) {
    const given = BEARER.exec(headers.authorization ?? "")?.[1];
    return given !== undefined && timingSafeEqual(digest(given), digest(METRICS_TOKEN));
  }
  if (Object.keys(headers).some((name) => FORWARDED.test(name))) return false;
  // A page that had its name resolved to this machine (DNS rebinding) calls with that name.
  const host = URL.parse(`http://${headers.host}`)?.hostname ?? "";
  return LOOPBACK_ADDRESS.test(socket.remoteAddress ?? "") && isLoopbackHost(host);
}

/** Equally long whatever is compared, so that the comparison takes the same time. */
function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
