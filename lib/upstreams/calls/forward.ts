import { forwardLegacy } from "#lib/upstreams/calls/forward-legacy";
import { forwardModern } from "#lib/upstreams/calls/forward-modern";
import type { UpstreamAnswer, UpstreamCall } from "#lib/upstreams/calls/upstream-call";

/**
 * Forwards a call in the revision that the server speaks.
 * @throws UpstreamError when the server fails; AbortError when `call.signal` fired
 */
export function forward(call: UpstreamCall): Promise<UpstreamAnswer> {
  return call.upstream.era === "modern" ? forwardModern(call) : forwardLegacy(call);
}
