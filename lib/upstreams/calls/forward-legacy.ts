import { isObject, type JsonObject, META, type RpcId } from "#lib/mcp/protocol";
import { type LegacyCall, legacyMessages } from "#lib/upstreams/calls/legacy-messages";
import {
  forgetLegacySession,
  type LegacySession,
  legacySession,
  mayRenew,
  sendOneWay,
  sessionHeaders,
} from "#lib/upstreams/calls/legacy-session";
import { sendInTurn } from "#lib/upstreams/calls/one-way-queue";
import { type Refusal, type Refused, readRefusal, refusalOfError } from "#lib/upstreams/calls/refusal";
import { idForServer, notMcpError, readResponse } from "#lib/upstreams/calls/rpc-response";
import { consequenceOf } from "#lib/upstreams/calls/session-loss";
import { requestBody, type UpstreamAnswer, type UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import { answerMaxBytes } from "#lib/upstreams/wire/answer-size";
import { contentType, exchange, readText, upstreamError } from "#lib/upstreams/wire/exchange";
import type { HttpAnswer } from "#lib/upstreams/wire/http-answer";
import type { LargeBody } from "#lib/upstreams/wire/large-body";

/**
 * Forwards a call to a server of the 2025 revisions, in the key's session there. The first call opens the session. A
 * server that refuses the session, or that has begun to want one, gets the call once more in a new session, as far as the
 * refusal proves that nothing was done.
 * @returns the answer, or the refusal that ends the call
 * @throws UpstreamError when the server fails; AbortError when `call.signal` fired
 */
export async function forwardLegacy(call: UpstreamCall): Promise<UpstreamAnswer | Refused> {
  const first = await attemptCall(call, null);
  if (first.form !== "refused") return first;
  const { session, refusal } = first;
  const consequence = consequenceOf(refusal, { isReadOnly: call.isReadOnly, isSecond: session.hasFailed });
  session.hasFailed = consequence === "none" && refusal.status >= 500;
  if (consequence === "none" || !mayRenew(session)) return first;
  forgetLegacySession(call.upstream, call.keyId, session, !isGone(refusal));
  if (consequence === "renew") return first;
  if (call.handedOver) throw upstreamError(call.upstream, "HTTP_ERROR", "has ended its session. Try again.");
  const second = await attemptCall(call, first);
  if (second.form !== "refused" || second.refusal.error || !isGone(second.refusal)) return second;
  if (second.session === session) return second;
  throw upstreamError(call.upstream, "HTTP_ERROR", "ends its sessions as soon as they are opened.");
}

function isGone({ status }: Refusal): boolean {
  return status === 404 || status === 410;
}

/** A refusal, and the session in which it came. */
type RefusedInSession = Refused & { session: LegacySession };

/** @param refused the first attempt; null in the first attempt */
async function attemptCall(
  call: UpstreamCall,
  refused: RefusedInSession | null,
): Promise<UpstreamAnswer | RefusedInSession> {
  const { upstream, signal } = call;
  const renewedAtMs = refused && performance.now();
  const session = await legacySession(upstream, { key: call.keyId, owner: call.owner }, signal, renewedAtMs);
  signal.throwIfAborted();
  // Without a session before and after, the request would be the same.
  if (refused && session.id === null && refused.session.id === null) return refused;
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

async function readAttempt(legacyCall: LegacyCall, response: HttpAnswer): Promise<UpstreamAnswer | RefusedInSession> {
  const { call, session, id, onAnswered } = legacyCall;
  if (response.statusCode >= 300) {
    const refusal = await readRefusal(call.upstream, response, id);
    onAnswered();
    return { form: "refused", refusal, session };
  }
  const type = contentType(response);
  if (type === "text/event-stream") {
    session.hasAnswered = true;
    session.hasFailed = false;
    return { form: "messages", messages: legacyMessages(legacyCall, response) };
  }
  if (type !== "application/json") {
    response.destroy();
    throw notMcpError(call.upstream);
  }
  const text = await readText(call.upstream, response, answerMaxBytes(), call.acquireMemory);
  onAnswered();
  const { answer, isNamed: isOfRequest } = readResponse(call.upstream, text, id, call.id);
  if (isObject(answer.message.error)) {
    const refusal = refusalOfError(call.upstream, response, answer.message, isOfRequest);
    const circumstances = { isReadOnly: call.isReadOnly, isSecond: session.hasFailed };
    if (consequenceOf(refusal, circumstances) !== "none") return { form: "refused", refusal, session };
  }
  session.hasAnswered = true;
  session.hasFailed = false;
  return answer;
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
