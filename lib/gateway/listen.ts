import { LIST_KINDS, listDigests } from "#lib/gateway/list-kinds";
import { finishObservation } from "#lib/gateway/observation";
import type { Reply } from "#lib/gateway/reply";
import type { McpRequest } from "#lib/gateway/request";
import { invalidParams, RpcError } from "#lib/gateway/rpc-error";
import { Subscription } from "#lib/gateway/subscription";
import { isObject, RPC_CODE } from "#lib/mcp";
import { single } from "#lib/process";

const MAX_STREAMS_PER_KEY = 16;
const MAX_STREAMS = 1_000;

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
 * @throws RpcError when the filter is missing or too many streams are open
 */
export async function listen(request: McpRequest): Promise<Reply> {
  const filter = request.params.notifications;
  if (!isObject(filter)) throw invalidParams("params.notifications must be an object");
  const { access } = request;
  const kinds = LIST_KINDS.filter((kind) => filter[kind.filter] === true && access.rights.has(kind.right));
  const digests = await listDigests(kinds, access);
  const open = subscriptions();
  const ofKey = [...open].filter((one) => one.access.keyId === access.keyId).length;
  if (ofKey >= MAX_STREAMS_PER_KEY || open.size >= MAX_STREAMS) {
    throw new RpcError(RPC_CODE.internalError, "Too many subscriptions are open. Close one and try again.");
  }
  const subscription = new Subscription(request, kinds, digests, (ended) => open.delete(ended));
  open.add(subscription);
  // It is answered with being open; how long it stays so tells nothing of the gateway.
  finishObservation(request.observation);
  return { form: "events", stream: subscription.open() };
}
