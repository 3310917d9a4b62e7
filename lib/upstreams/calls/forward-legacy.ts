import { isObject, type JsonObject, META, type RpcId } from "#lib/mcp/protocol";
import { type LegacyCall, legacyMessages } from "#lib/upstreams/calls/legacy-messages";
import {
  forgetLegacySession,
  type LegacySession,
  legacySession,
  sendOneWay,
  sessionHeaders,
} from "#lib/upstreams/calls/legacy-session";
import { sendInTurn } from "#lib/upstreams/calls/one-way-queue";
import { answerWithError, idForServer, notMcpError, readResponse } from "#lib/upstreams/calls/rpc-response";
import { requestBody, type UpstreamAnswer, type UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import { answerMaxBytes } from "#lib/upstreams/wire/answer-size";
import {
  type CarriedError,
  contentType,
  exchange,
  readRefusal,
  readText,
  upstreamError,
} from "#lib/upstreams/wire/exchange";
import type { HttpAnswer } from "#lib/upstreams/wire/http-answer";
import type { LargeBody } from "#lib/upstreams/wire/large-body";

/** Forwards a call to a server of the 2025 revisions, in the key's session there. The first call opens the session. */
export async function forwardLegacy(call: UpstreamCall): Promise<UpstreamAnswer> {
  const first = await attemptCall(call);
  if (first.outcome === "answered") return first.answer;
  // The server has restarted or has ended the session. It did not carry out the call, so the call may be sent again.
  forgetLegacySession(call.upstream, call.keyId, first.session);
  if (call.handedOver) throw upstreamError(call.upstream, "HTTP_ERROR", "has ended its session. Try again.");
  const second = await attemptCall(call);
  if (second.outcome === "answered") return second.answer;
  throw upstreamError(call.upstream, "HTTP_ERROR", "ends its sessions as soon as they are opened.");
}

type Attempt = { outcome: "answered"; answer: UpstreamAnswer } | { outcome: "session-lost"; session: LegacySession };

async function attemptCall(call: UpstreamCall): Promise<Attempt> {
  const { upstream, signal } = call;
  const session = await legacySession(upstream, { key: call.keyId, owner: call.owner }, signal);
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
    const response = await exchange(upstream, { method: "POST", headers, body: messageOf(call, id), signal });
    call.handedOver?.();
    return await readAttempt(legacyCall, response);
  } catch (error) {
    onAnswered();
    throw error;
  }
}

async function readAttempt(legacyCall: LegacyCall, response: HttpAnswer): Promise<Attempt> {
  const { call, session, onAnswered } = legacyCall;
  const type = contentType(response);
  if (response.statusCode < 300 && type === "text/event-stream") {
    return { outcome: "answered", answer: { form: "messages", messages: legacyMessages(legacyCall, response) } };
  }
  if (response.statusCode >= 300) {
    // A 404 within a session means that the session has ended (2025-11-25, "Session Management").
    if (session.id !== null && response.statusCode === 404) {
      response.discard();
      onAnswered();
      return { outcome: "session-lost", session };
    }
    const refusal = await readRefusal(call.upstream, response);
    onAnswered();
    if (session.id !== null && isSessionUnknown(refusal)) return { outcome: "session-lost", session };
    return { outcome: "answered", answer: answerWithError(call.id, refusal.error, 200) };
  }
  if (type !== "application/json") {
    response.destroy();
    throw notMcpError(call.upstream);
  }
  const text = await readText(call.upstream, response, answerMaxBytes(), call.acquireMemory);
  onAnswered();
  return { outcome: "answered", answer: readResponse(call.upstream, text, legacyCall.id, call.id) };
}

/** Many servers answer 400 for an unknown session, with the code that SDKs use for transport errors. */
function isSessionUnknown({ status, error }: CarriedError): boolean {
  return status === 400 && error.code === -32000 && /session/i.test(String(error.message));
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
