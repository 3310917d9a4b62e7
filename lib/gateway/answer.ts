import { answerCall } from "#lib/gateway/calls/call";
import { chooseLogLevel } from "#lib/gateway/calls/log-level";
import { isCallMethod } from "#lib/gateway/calls/resolve-call";
import { noteAbilityToAsk } from "#lib/gateway/confirmation/asking-clients";
import { refreshWhereStale } from "#lib/gateway/lists/background-refresh";
import { discoverResult, initializeResult, offersLogging } from "#lib/gateway/lists/introduction";
import { acquireListMemory } from "#lib/gateway/lists/list-memory";
import { isListMethod, listText } from "#lib/gateway/lists/lists";
import { type Reply, resultReply, resultTextReply } from "#lib/gateway/messages/reply";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import { noteBlockedKey } from "#lib/gateway/observation/refused-call";
import { type Offer, offerFor } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request/mcp-request";
import { listen } from "#lib/gateway/subscriptions/listen";
import { acceptSubscription, isResourceSubscription } from "#lib/gateway/subscriptions/resource-subscription";
import { ownerOf } from "#lib/keys/access/owner-of";
import { RPC_CODE } from "#lib/mcp/protocol";

/**
 * Answers one request of either era.
 * @throws RpcError when the request is refused or fails; AbortError when the client has gone
 */
export function answer(request: McpRequest): Promise<Reply> {
  if (request.envelope.era === "legacy" && request.method === "ping") {
    return Promise.resolve(resultReply(request.id, {}));
  }
  const offer = offerFor(request.requester.access);
  // An offer in memory is no promise. Awaiting it anyway would cost one promise for each call (decision 22).
  return offer instanceof Promise ? offer.then((made) => answerFrom(request, made)) : answerFrom(request, offer);
}

function answerFrom(request: McpRequest, offer: Offer): Promise<Reply> {
  const { method } = request;
  return isCallMethod(method) ? answerCall(request, method, offer) : answerOther(request, offer);
}

async function answerOther(request: McpRequest, offer: Offer): Promise<Reply> {
  const { id, method, params, requester, envelope, now } = request;
  const { access } = requester;
  const { era } = envelope;
  if (access.workspaces.length === 0 && access.blocked.length > 0) noteBlockedKey(request.observation, access.blocked);
  refreshWhereStale(offer, ownerOf(access), now);
  if (isListMethod(method)) {
    await acquireListMemory(request, offer);
    return resultTextReply(id, await listText(method, params, access, offer, era));
  }
  if (era === "legacy" && method === "initialize") {
    await noteAbilityToAsk(requester, params.capabilities, now);
    return resultReply(id, initializeResult(access, offer, params.protocolVersion));
  }
  if (era === "legacy" && method === "logging/setLevel" && offersLogging(offer)) {
    chooseLogLevel(requester, params.level);
    return resultReply(id, {});
  }
  if (isResourceSubscription(request, offer)) return acceptSubscription(request, offer);
  if (era === "modern" && method === "server/discover") return resultReply(id, discoverResult(access, offer));
  if (era === "modern" && method === "subscriptions/listen") return listen(request, offer);
  throw new RpcError(RPC_CODE.methodNotFound, `Method not found: ${method}`, { modernStatus: 404 });
}
