import { MINUTE_MS } from "#lib/clock";
import type { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import { callInWords, resultWithoutCall } from "#lib/gateway/calls/consent";
import { type ResolvedCall, resolveCall } from "#lib/gateway/calls/resolve-call";
import type { Place } from "#lib/gateway/confirmation/argument-parts";
import { canAsk } from "#lib/gateway/confirmation/asking-clients";
import {
  type CallInWords,
  cannotAskText,
  declinedText,
  type Question,
  question,
  unansweredText,
} from "#lib/gateway/confirmation/confirmation-words";
import { type Answer, newQuestionId, waitForAnswer } from "#lib/gateway/confirmation/questions";
import { endedCredential } from "#lib/gateway/messages/challenge";
import { invalidParams } from "#lib/gateway/messages/rpc-error";
import { offerFor } from "#lib/gateway/offer/offer";
import { readInTime } from "#lib/gateway/watch/read-in-time";
import { cannotCheck } from "#lib/gateway/watch/watch";
import { log } from "#lib/log";
import type { JsonObject } from "#lib/mcp/protocol";

/** How long a person has to answer. Most clients give up sooner, which ends the call. */
const WAIT_MINUTES = 5;

const TOO_MANY_QUESTIONS =
  "The call was not made: too many questions to people are open at Latchkey. Try again shortly.";

/**
 * Asks the person of a client of the 2025 revisions on the stream that answers the call, and makes the call once the
 * person has agreed. A client that cannot ask is told how an admin can allow the call.
 * @param forwardAgreed forwards the call and gives its messages
 */
export async function* askOnStream(
  call: CallInProgress,
  forwardAgreed: (call: CallInProgress) => AsyncIterable<JsonObject>,
): AsyncGenerator<JsonObject> {
  const { id, requester, acceptsEvents } = call.request;
  const words = callInWords(call);
  const response = (text: string): JsonObject => ({ jsonrpc: "2.0", id, result: resultWithoutCall(text) });
  const canAskHere = acceptsEvents && (await canAsk(requester));
  if (!canAskHere) return yield response(cannotAskText(words));
  const answer = yield* askInParts(call, words);
  // The arguments may be large, and the texts below do not need them.
  words.arguments = undefined;
  if (answer === "agreed") {
    call.resolved = await resolveAgain(call);
    return yield* forwardAgreed(call);
  }
  yield response(answer === "too many" ? TOO_MANY_QUESTIONS : textWithoutCall(answer, words));
}

/** Asks once, and again with the next part of the arguments as long as the person wants to see one. */
async function* askInParts(
  call: CallInProgress,
  words: CallInWords,
): AsyncGenerator<JsonObject, Exclude<Answer, "more"> | "too many"> {
  for (let place: Place | null = null; ; ) {
    const { params, next }: Question = question(words, place);
    const answer = yield* askOnce(call, params);
    if (answer !== "more") return answer;
    // Only a client that invents fields asks for more when nothing is left.
    if (!next) return "declined";
    place = next;
  }
}

/** Sends one question and waits for its answer. */
async function* askOnce(
  call: CallInProgress,
  params: Question["params"],
): AsyncGenerator<JsonObject, Answer | "too many"> {
  const questionId = newQuestionId(call.holder);
  if (questionId === null) return "too many";
  // The wait begins before the question is sent, so no answer can come too early.
  const answering = waitForAnswer(questionId, call.holder, WAIT_MINUTES * MINUTE_MS, call.signal);
  answering.catch(() => {});
  yield { jsonrpc: "2.0", id: questionId, method: "elicitation/create", params };
  const answer = await answering;
  if (answer === "unanswered") {
    const cancelled = { requestId: questionId, reason: "Nobody answered in time." };
    yield { jsonrpc: "2.0", method: "notifications/cancelled", params: cancelled };
  }
  return answer;
}

function textWithoutCall(answer: "declined" | "failed" | "unanswered", words: CallInWords): string {
  if (answer === "declined") return declinedText(words);
  return answer === "failed" ? cannotAskText(words) : unansweredText(words, WAIT_MINUTES);
}

/** Checks the rights again, whether the bell rang or not, because minutes may have passed since the key was checked. */
async function resolveAgain({ request, resolved: before }: CallInProgress): Promise<ResolvedCall> {
  const access = await readInTime(() => request.requester.recheck()).catch((error: unknown) => {
    log().warn({ error }, "The rights of a key could not be read after its person was asked.");
    throw cannotCheck();
  });
  if (!access) throw endedCredential(request.requester.access);
  const resolved = resolveCall("tools/call", request.params, access, await offerFor(access));
  if (resolved.upstream.id === before.upstream.id && resolved.params.name === before.params.name) return resolved;
  throw invalidParams(`${request.params.name} has become another tool while the person was asked. Call it again.`);
}
