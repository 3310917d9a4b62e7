import { MINUTE_MS } from "#lib/clock";
import { type ResolvedCall, resolveCall } from "#lib/gateway/calls/resolve-call";
import { canAsk } from "#lib/gateway/confirmation/asking-clients";
import { cannotAskText, declinedText, question, unansweredText } from "#lib/gateway/confirmation/confirmation-words";
import { inWords, notCalled } from "#lib/gateway/confirmation/consent";
import { answerTo, newQuestionId } from "#lib/gateway/confirmation/questions";
import { invalidKey } from "#lib/gateway/messages/challenge";
import { invalidParams } from "#lib/gateway/messages/rpc-error";
import { offerFor } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request";
import { cannotCheck } from "#lib/gateway/standing/watch";
import { log } from "#lib/log";
import type { JsonObject } from "#lib/mcp/protocol";

/** How long a person has to answer. Most clients give up sooner, and end the call with that. */
const WAIT_MINUTES = 5;

/**
 * For clients of the 2025 revisions: asks on the stream that answers the call, and makes the call once the person has
 * agreed. A client that cannot ask is told how the call can be allowed.
 * @param call makes the call
 * @param signal ends the waiting
 */
export async function* askThenCall(
  request: McpRequest,
  resolved: ResolvedCall,
  call: (resolved: ResolvedCall) => AsyncIterable<JsonObject>,
  signal: AbortSignal,
): AsyncGenerator<JsonObject> {
  const { id, access, requester } = request;
  const words = inWords(request, resolved);
  const response = (text: string): JsonObject => ({ jsonrpc: "2.0", id, result: notCalled(text) });
  const questionId = request.acceptsEvents && (await canAsk(requester)) ? newQuestionId(access.keyId) : null;
  if (questionId === null) return yield response(cannotAskText(words));

  // Waited for before it is asked, so that no answer can be too early.
  const answering = answerTo(questionId, WAIT_MINUTES * MINUTE_MS, signal);
  answering.catch(() => {});
  yield { jsonrpc: "2.0", id: questionId, method: "elicitation/create", params: question(words) };
  // They may be large, and nobody asks for them any more.
  words.arguments = undefined;
  const answer = await answering;
  if (answer === "agreed") return yield* call(await resolvedAgain(request, resolved));
  if (answer === "declined") return yield response(declinedText(words));
  if (answer === "failed") return yield response(cannotAskText(words));
  const params = { requestId: questionId, reason: "Nobody answered in time." };
  yield { jsonrpc: "2.0", method: "notifications/cancelled", params };
  yield response(unansweredText(words, WAIT_MINUTES));
}

/** Minutes have passed since the key was checked: what it may do is asked anew, bell or not. */
async function resolvedAgain(request: McpRequest, before: ResolvedCall): Promise<ResolvedCall> {
  const access = await request.recheck().catch((error: unknown) => {
    log().warn({ error }, "The rights of a key could not be read after its person was asked.");
    throw cannotCheck();
  });
  if (!access) throw invalidKey();
  const now = resolveCall("tools/call", request.params, access, await offerFor(access));
  if (now.upstream.id === before.upstream.id && now.params.name === before.params.name) return now;
  throw invalidParams(`${request.params.name} has become another tool while the person was asked. Call it again.`);
}
