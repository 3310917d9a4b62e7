import { FairShares, type Holder } from "#lib/bounds/fair-shares";
import { env } from "#lib/env";
import { LIST_KINDS } from "#lib/gateway/lists/list-kinds";
import { fullWords, type HeldThing } from "#lib/gateway/messages/held-words";
import type { Reply } from "#lib/gateway/messages/reply";
import { invalidParams, refusal } from "#lib/gateway/messages/rpc-error";
import { finishObservation } from "#lib/gateway/observation/observation";
import type { Offer } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request/mcp-request";
import { Subscription } from "#lib/gateway/subscriptions/subscription";
import { ownerOf } from "#lib/keys/access/owner-of";
import { isObject } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import { isClosed } from "#lib/stopping/stopping";

/** Streams stay open for long, so a client gains nothing by asking again at once. */
const RETRY_SECONDS = "10";

function subscriptions(): Set<Subscription> {
  return single("subscriptions", () => new Set<Subscription>());
}

/** A stream may reach many workspaces, so its key and its owner are counted. */
function shares(): FairShares {
  return single("stream-shares", () => {
    const { MAX_STREAMS: limit, MAX_STREAMS_PER_KEY: key } = env();
    return new FairShares({ limit, parts: { key } });
  });
}

/** Ends every subscription with a last message to its client. Called when the process ends. */
export function closeSubscriptions(): void {
  for (const subscription of [...subscriptions()]) subscription.close(true);
}

/**
 * `subscriptions/listen`: tells a client when one of its lists has changed, because of a server, an admin, or the key's
 * own rights. The stream ends when the key is refused, when its rights cannot be read, and when this process stops. A
 * client cannot subscribe to a single resource.
 * @throws RpcError when the filter is missing; 429 when the key or its owner is at the limit of streams, 503 when this
 *   process is
 */
export function listen(request: McpRequest, offer: Offer): Reply {
  const filter = request.params.notifications;
  if (!isObject(filter)) throw invalidParams("params.notifications must be an object");
  const { access } = request.requester;
  const kinds = LIST_KINDS.filter((kind) => filter[kind.filter] === true && access.rights.has(kind.right));
  const open = subscriptions();
  const holder = { key: access.keyId, owner: ownerOf(access) };
  takePlace(holder, access.userId === "");
  const subscription = new Subscription(request, kinds, offer, (ended) => {
    if (open.delete(ended)) shares().give(holder);
  });
  open.add(subscription);
  // The request is answered once the stream is open. How long the stream stays open is no duration of a request.
  finishObservation(request.observation);
  const stream = subscription.open();
  // The request came on a connection from before the stop. Its client asks again, and reaches another process.
  if (isClosed()) subscription.close(true);
  return { form: "events", kind: "subscription", stream };
}

const STREAMS: HeldThing = { one: "open stream", many: "open streams" };

function takePlace(holder: Holder, isServiceKey: boolean): void {
  const full = shares().take(holder);
  if (full === null) return;
  const headers = { "retry-after": RETRY_SECONDS };
  if (full === "key" || full === "owner") {
    const held = shares().heldBy(full, holder);
    const words = fullWords(full, { held, thing: STREAMS, keyLimit: env().MAX_STREAMS_PER_KEY, isServiceKey });
    throw refusal(429, "TOO_MANY_STREAMS", `${words} Close one first.`, headers);
  }
  throw refusal(503, "UNAVAILABLE", "Latchkey has reached its limit of open streams. Try again later.", headers);
}
