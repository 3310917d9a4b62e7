import { resolveCall } from "#lib/gateway/calls/resolve-call";
import { type Reply, resultReply } from "#lib/gateway/messages/reply";
import type { Offer } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request/mcp-request";
import { isObject } from "#lib/mcp/protocol";

const METHODS = ["resources/subscribe", "resources/unsubscribe"];

/**
 * Whether a client of the 2025 revisions asks for the updates of one resource, and its key reaches a server that offers
 * such updates.
 */
export function isResourceSubscription({ method, envelope }: McpRequest, offer: Offer): boolean {
  if (envelope.era !== "legacy" || !METHODS.includes(method)) return false;
  return offer.upstreams.some(({ upstream }) => isSubscribable(upstream.capabilities.resources));
}

/**
 * Accepts the request for a resource that the key may read. No update follows, because updates go over the stream of a
 * session, and the gateway has no sessions. Therefore it does not declare the capability either.
 * @throws RpcError when the key may not read the resource, or there is no such resource
 */
export function acceptSubscription({ id, params, requester }: McpRequest, offer: Offer): Reply {
  resolveCall("resources/read", params, requester.access, offer);
  return resultReply(id, {});
}

function isSubscribable(resources: unknown): boolean {
  return isObject(resources) && resources.subscribe === true;
}
