import { env } from "#lib/env";
import { LIST_KINDS } from "#lib/gateway/lists/list-kinds";
import type { Reply } from "#lib/gateway/messages/reply";
import { invalidParams, refusal } from "#lib/gateway/messages/rpc-error";
import { finishObservation } from "#lib/gateway/observation/observation";
import type { Offer } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request";
import { Subscription } from "#lib/gateway/subscriptions/subscription";
import { isObject } from "#lib/mcp/protocol";
import { single } from "#lib/process";

/** Streams stay open for long: to ask again at once would be in vain. */
const RETRY_SECONDS = "10";

function subscriptions(): Set<Subscription> {
  return single("subscriptions", () => new Set<Subscription>());
}

/** Ends every subscription in order; for the end of the process. */
export function closeSubscriptions(): void {
  for (const subscription of [...subscriptions()]) subscription.close(true);
}

/**
 * `subscriptions/listen`: tells a client when one of its lists has changed, be it by a server, an admin, or the key's
 * own rights. The stream ends with the key, and when nobody rings for changes any more. Single resources cannot be
 * subscribed to.
 * @throws RpcError when the filter is missing; 429 when the key, 503 when this process has as many streams as it may
 */
export function listen(request: McpRequest, offer: Offer): Reply {
  const filter = request.params.notifications;
  if (!isObject(filter)) throw invalidParams("params.notifications must be an object");
  const { access } = request;
  const kinds = LIST_KINDS.filter((kind) => filter[kind.filter] === true && access.rights.has(kind.right));
  const open = subscriptions();
  requireRoom(open, access.keyId);
  const subscription = new Subscription(request, kinds, offer, (ended) => open.delete(ended));
  open.add(subscription);
  // It is answered with being open; how long it stays so tells nothing of the gateway.
  finishObservation(request.observation);
  return { form: "events", kind: "subscription", stream: subscription.open() };
}

function requireRoom(open: ReadonlySet<Subscription>, keyId: string): void {
  const { MAX_STREAMS, MAX_STREAMS_PER_KEY } = env();
  const ofKey = [...open].filter((one) => one.access.keyId === keyId).length;
  if (ofKey >= MAX_STREAMS_PER_KEY) {
    const message = `This key has ${ofKey} streams open, and ${MAX_STREAMS_PER_KEY} is the most. Close one first.`;
    throw refusal(429, "TOO_MANY_STREAMS", message, { "retry-after": RETRY_SECONDS });
  }
  if (open.size >= MAX_STREAMS) {
    const message = "Latchkey has as many streams open as it can carry. Try again later.";
    throw refusal(503, "UNAVAILABLE", message, { "retry-after": RETRY_SECONDS });
  }
}
