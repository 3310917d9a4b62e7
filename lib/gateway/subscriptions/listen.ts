import { env } from "#lib/env";
import { LIST_KINDS } from "#lib/gateway/lists/list-kinds";
import type { Reply } from "#lib/gateway/messages/reply";
import { invalidParams, refusal } from "#lib/gateway/messages/rpc-error";
import { finishObservation } from "#lib/gateway/observation/observation";
import type { Offer } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request/mcp-request";
import { Subscription } from "#lib/gateway/subscriptions/subscription";
import { isObject } from "#lib/mcp/protocol";
import { single } from "#lib/process";

/** Streams stay open for long, so a client gains nothing by asking again at once. */
const RETRY_SECONDS = "10";

function subscriptions(): Set<Subscription> {
  return single("subscriptions", () => new Set<Subscription>());
}

/** Ends every subscription with a last message to its client. Called when the process ends. */
export function closeSubscriptions(): void {
  for (const subscription of [...subscriptions()]) subscription.close(true);
}

/**
 * `subscriptions/listen`: tells a client when one of its lists has changed, because of a server, an admin, or the key's
 * own rights. The stream ends when the key is refused, and when the bell is lost. A client cannot subscribe to a single
 * resource.
 * @throws RpcError when the filter is missing; 429 when the key is at its limit of streams, 503 when this process is
 */
export function listen(request: McpRequest, offer: Offer): Reply {
  const filter = request.params.notifications;
  if (!isObject(filter)) throw invalidParams("params.notifications must be an object");
  const { access } = request.requester;
  const kinds = LIST_KINDS.filter((kind) => filter[kind.filter] === true && access.rights.has(kind.right));
  const open = subscriptions();
  requireStreamLimits(open, access.keyId);
  const subscription = new Subscription(request, kinds, offer, (ended) => open.delete(ended));
  open.add(subscription);
  // The request is answered once the stream is open. How long the stream stays open is no duration of a request.
  finishObservation(request.observation);
  return { form: "events", kind: "subscription", stream: subscription.open() };
}

function requireStreamLimits(open: ReadonlySet<Subscription>, keyId: string): void {
  const { MAX_STREAMS, MAX_STREAMS_PER_KEY } = env();
  const ofKey = [...open].filter((one) => one.requester.access.keyId === keyId).length;
  if (ofKey >= MAX_STREAMS_PER_KEY) {
    const message = `This key has ${ofKey} open streams, and ${MAX_STREAMS_PER_KEY} is the limit. Close one first.`;
    throw refusal(429, "TOO_MANY_STREAMS", message, { "retry-after": RETRY_SECONDS });
  }
  if (open.size >= MAX_STREAMS) {
    const message = "Latchkey has reached its limit of open streams. Try again later.";
    throw refusal(503, "UNAVAILABLE", message, { "retry-after": RETRY_SECONDS });
  }
}
