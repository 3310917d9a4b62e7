import { resolveCall } from "#lib/gateway/calls/resolve-call";
import { type Reply, resultReply } from "#lib/gateway/messages/reply";
import type { Offer } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request";
import { isObject } from "#lib/mcp/protocol";

const METHODS = ["resources/subscribe", "resources/unsubscribe"];

/**
 * Whether this is a request about the updates of one resource, which the 2025 revisions know, to a key that reaches a
 * server which offers them.
 */
export function isResourceSubscription({ method, envelope }: McpRequest, offer: Offer): boolean {
  if (envelope.era !== "legacy" || !METHODS.includes(method)) return false;
  return offer.upstreams.some(({ upstream }) => isSubscribable(upstream.capabilities.resources));
}

/**
 * Accepts it for a resource that the key may read, as a server does to whose stream nobody listens: updates are sent on
 * a stream that belongs to a session, and the gateway has neither. It therefore does not declare the capability.
 * @throws RpcError when the key may not read the resource, or there is none
 */
export function acceptSubscription({ id, params, access }: McpRequest, offer: Offer): Reply {
  resolveCall("resources/read", params, access, offer);
  return resultReply(id, {});
}

function isSubscribable(resources: unknown): boolean {
  return isObject(resources) && resources.subscribe === true;
}
