import { isObject, type JsonObject, META, type RpcId } from "#lib/mcp/protocol";
import { type LegacyCall, legacyMessages } from "#lib/upstreams/calls/legacy-messages";
import { type LegacySession, legacySession, type SessionHolder } from "#lib/upstreams/calls/legacy-session";
import { sendInTurn } from "#lib/upstreams/calls/one-way-queue";
import { takesRequests } from "#lib/upstreams/calls/ping-session";
import { type Refusal, type Refused, readRefusal, refusalOfError } from "#lib/upstreams/calls/refusal";
import { idForServer, readResponse } from "#lib/upstreams/calls/rpc-response";
import { consequenceOf, isAboutSession } from "#lib/upstreams/calls/session-loss";
import { sendOneWay, sessionHeaders } from "#lib/upstreams/calls/session-messages";
import { mayTry, SessionTrial } from "#lib/upstreams/calls/session-trial";
import { requestBody, type UpstreamAnswer, type UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import { isUpstreamError } from "#lib/upstreams/catalogue/failure";
import { answerMaxBytes } from "#lib/upstreams/wire/answer-size";
import { contentType, exchange, readText, upstreamError } from "#lib/upstreams/wire/exchange";
import type { HttpAnswer } from "#lib/upstreams/wire/http-answer";
import type { LargeBody } from "#lib/upstreams/wire/large-body";

/**
 * Forwards a call to a server of the 2025 revisions, in the key's session there. The first call opens the session. A
 * refusal may say that the server has lost the session, or be about the call alone, and servers use the same words for
 * both. So the call is sent once more in another session beside it, as far as the refusal proves that nothing was done.
 * The first session is dropped only when it is shown to be lost, because it holds what the client has done in it.
 * @returns the answer, or the refusal that ends the call
 * @throws UpstreamError when the server fails; AbortError when `call.signal` fired
 */
export async function forwardLegacy(call: UpstreamCall): Promise<UpstreamAnswer | Refused> {
  const session = await legacySession(call.upstream, holderOf(call), call.signal);
  const first = await attemptCall(call, session);
  if (first.form !== "refused") return first;
  const { refusal } = first;
  const consequence = consequenceOf(refusal, { isReadOnly: call.isReadOnly, isSecond: session.hasFailed });
  session.hasFailed = consequence === "none" && refusal.status >= 500;
  if (consequence === "none" || !mayTry(session, refusal.status)) return first;
  if (consequence === "repeat" && !call.handedOver) return repeatCall(call, session, first);
  const isLost = await checkSession(call, session, refusal);
  if (isLost && consequence === "repeat") {
    throw upstreamError(call.upstream, "HTTP_ERROR", "has ended its session. Try again.");
  }
  return first;
}

function holderOf({ keyId: key, owner }: UpstreamCall): SessionHolder {
  return { key, owner };
}

/** Sends a refused call once more, in the session that the key has now or in another one beside it. */
async function repeatCall(
  call: UpstreamCall,
  session: LegacySession,
  first: Refused,
): Promise<UpstreamAnswer | Refused> {
  const { upstream, signal } = call;
  const { refusal } = first;
  const now = await legacySession(upstream, holderOf(call), signal);
  if (now !== session) return attemptCall(call, now);
  using trial = SessionTrial.join(upstream, holderOf(call), session);
  if (!trial) return first;
  const other = await openOther(call, trial, refusal);
  // Without a session before and after, the request would be the same.
  if (!other || (other.id === null && session.id === null)) return trial.lose(refusal.status, first);
  const second = await attemptCall(call, other);
  if (second.form !== "refused") return trial.win(other, second);
  // Refused in both: the old session is kept unless the server does not know it any more.
  if (!trial.isWon && (await takesRequests(upstream, session, signal)) !== "no")
    return trial.lose(refusal.status, first);
  trial.win(other, second);
  if (isGone(refusal) && isGone(second.refusal) && !second.refusal.error) {
    throw upstreamError(upstream, "HTTP_ERROR", "ends its sessions as soon as they are opened.");
  }
  return second;
}

/**
 * Finds out whether a session is lost after a call that cannot be sent again. A ping, which changes nothing, is sent in
 * its place.
 * @returns whether the session was lost, so the key has another one now
 */
async function checkSession(call: UpstreamCall, session: LegacySession, refusal: Refusal): Promise<boolean> {
  const { upstream, signal } = call;
  session.doubts += 1;
  const isKnown = (await takesRequests(upstream, session, signal)) !== "no";
  if (isKnown && session.doubts < DOUBTS_MAX) return false;
  using trial = SessionTrial.join(upstream, holderOf(call), session);
  const other = trial && (await openOther(call, trial, refusal));
  if (!other) return false;
  const isBetter = (other.id ?? session.id) !== null && (await takesRequests(upstream, other, signal)) !== "no";
  return isBetter ? trial.win(other, true) : trial.lose(refusal.status, false);
}

/** Some servers answer a ping without looking at the session. So many refusals in a row count more than its answer. */
const DOUBTS_MAX = 3;

/** Opens the session of a trial; null when the server refuses it or cannot be reached, so the first refusal counts. */
async function openOther(call: UpstreamCall, trial: SessionTrial, refusal: Refusal): Promise<LegacySession | null> {
  try {
    return await trial.session(call.signal);
  } catch (error) {
    if (call.signal.aborted || !isUpstreamError(error)) throw error;
    // The first refusal says no more than that the session is over, so why there is no other one says more.
    if (isGone(refusal) || isAboutSession(refusal)) throw trial.lose(refusal.status, error);
    return null;
  }
}

function isGone({ status }: Refusal): boolean {
  return status === 404 || status === 410;
}

async function attemptCall(call: UpstreamCall, session: LegacySession): Promise<UpstreamAnswer | Refused> {
  const { upstream, signal } = call;
  signal.throwIfAborted();
  // Ids must be unique within a session. Without a session the request may keep the client's id.
  const next = () => session.nextRequestId++;
  const id = session.id === null ? idForServer(call.id, next) : next();
  const cancel = () => void sendInTurn(upstream, call.owner, () => sendOneWay(upstream, session, cancellation(id)));
  signal.addEventListener("abort", cancel, { once: true });
  const onAnswered = () => signal.removeEventListener("abort", cancel);
  const legacyCall: LegacyCall = { call, session, id, onAnswered };
  try {
    const headers = { ...call.trace, ...sessionHeaders(session) };
    call.onSend();
    const response = await exchange(upstream, { method: "POST", headers, body: messageOf(call, id), signal });
    call.handedOver?.();
    return await readAttempt(legacyCall, response);
  } catch (error) {
    onAnswered();
    throw error;
  }
}

async function readAttempt(legacyCall: LegacyCall, response: HttpAnswer): Promise<UpstreamAnswer | Refused> {
  const { call, session, id, onAnswered } = legacyCall;
  if (response.statusCode >= 300) {
    const refusal = await readRefusal(call.upstream, response, id);
    onAnswered();
    return { form: "refused", refusal };
  }
  if (contentType(response) === "text/event-stream") {
    noteAnswer(session);
    return { form: "messages", messages: legacyMessages(legacyCall, response) };
  }
  // Some servers give JSON another type, or none. What is no JSON fails when it is read.
  const text = await readText(call.upstream, response, answerMaxBytes(), call.acquireMemory);
  onAnswered();
  const { answer, isNamed: isOfRequest } = readResponse(call.upstream, text, id, call.id);
  if (isObject(answer.message.error)) {
    const refusal = refusalOfError(call.upstream, response, call.method, answer.message, isOfRequest);
    const circumstances = { isReadOnly: call.isReadOnly, isSecond: session.hasFailed };
    if (consequenceOf(refusal, circumstances) !== "none") return { form: "refused", refusal };
  }
  noteAnswer(session);
  return answer;
}

function noteAnswer(session: LegacySession): void {
  session.hasAnswered = true;
  session.hasFailed = false;
  session.doubts = 0;
}

/** Writes the request. It is a separate function so that no local variable of the call keeps the text in memory. */
function messageOf(call: UpstreamCall, id: RpcId): string | LargeBody {
  return requestBody(call, { jsonrpc: "2.0", id, method: call.method, params: paramsFor(call, id) });
}

/** Removes the fields that the 2025 revisions do not know. The id, unique in the session, replaces a progress token. */
function paramsFor(call: UpstreamCall, id: RpcId): JsonObject {
  const { _meta: meta, inputResponses: _responses, requestState: _state, ...params } = call.params;
  if (!isObject(meta)) return params;
  const kept: JsonObject = { ...meta };
  for (const key of Object.values(META)) delete kept[key];
  if (kept.progressToken !== undefined) kept.progressToken = id;
  return Object.keys(kept).length > 0 ? { ...params, _meta: kept } : params;
}

function cancellation(requestId: RpcId): JsonObject {
  return { method: "notifications/cancelled", params: { requestId, reason: "The client cancelled the request." } };
}
