import { adaptMessages, adaptResponse } from "#lib/gateway/calls/adapt";
import { askOnStream } from "#lib/gateway/calls/ask-on-stream";
import type { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import { ASK_ON_STREAM, CONSENTED, obtainConsent } from "#lib/gateway/calls/consent";
import { countForWorkspace } from "#lib/gateway/calls/count";
import { forwardCall } from "#lib/gateway/calls/forward";
import { replyWithMessages, replyWithResponse } from "#lib/gateway/calls/reply";
import { resolve } from "#lib/gateway/calls/resolve";
import type { CallMethod } from "#lib/gateway/calls/resolve-call";
import { answerListWorkspaces, isListWorkspaces } from "#lib/gateway/lists/list-workspaces";
import type { Reply } from "#lib/gateway/messages/reply";
import type { Offer } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request/mcp-request";
import type { JsonObject } from "#lib/mcp/protocol";

/**
 * Answers a call to a server: resolve, count, consent, forward, adapt, reply. `call` carries what is known from step to
 * step.
 * @throws RpcError when the key may not make the call, or when the server fails
 */
export async function answerCall(request: McpRequest, method: CallMethod, offer: Offer): Promise<Reply> {
  if (isListWorkspaces(request)) return answerListWorkspaces(request, offer);
  const call = resolve(request, method, offer);
  const counting = countForWorkspace(call);
  // A count in memory is no promise. Awaiting it anyway would cost one promise for each call (decision 22).
  if (counting) await counting;
  const consent = obtainConsent(call);
  if (consent !== CONSENTED && consent !== ASK_ON_STREAM) return consent;
  call.begin();
  try {
    if (consent === ASK_ON_STREAM) return await replyWithMessages(call, askOnStream(call, forwardAndAdapt));
    const answer = await forwardCall(call);
    if (answer.form === "response") return replyWithResponse(call, answer, adaptResponse(call, answer));
    return await replyWithMessages(call, adaptMessages(call, answer.messages));
  } catch (error) {
    throw call.fail(error);
  }
}

/** The same two steps for a call whose person is asked on the stream that already answers it. */
async function* forwardAndAdapt(call: CallInProgress): AsyncGenerator<JsonObject> {
  const answer = await forwardCall(call);
  yield* adaptMessages(call, answer.form === "messages" ? answer.messages : [answer.message]);
}
