import { encodeHeader, isObject, type JsonObject, MODERN_VERSION, NAME_FIELD, type RpcId } from "#lib/mcp/protocol";
import { isSameId } from "#lib/mcp/rpc-id";
import { isExactNumber } from "#lib/text/exact-numbers";
import { latchkeyMeta } from "#lib/upstreams/calls/latchkey-meta";
import { type Refused, readRefusal, refusalOfError } from "#lib/upstreams/calls/refusal";
import { idForServer, readEventMessage, readResponse, responseTo } from "#lib/upstreams/calls/rpc-response";
import { requestBody, type UpstreamAnswer, type UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import { answerMaxBytes } from "#lib/upstreams/wire/answer-size";
import {
  contentType,
  eventsOf,
  exchange,
  readText,
  toUpstreamError,
  upstreamError,
} from "#lib/upstreams/wire/exchange";
import type { HttpAnswer } from "#lib/upstreams/wire/http-answer";
import type { LargeBody } from "#lib/upstreams/wire/large-body";

/**
 * Forwards a call to a server of the 2026 revision as one POST. Closing its connection cancels the call.
 * @returns the answer, or the refusal that ends the call
 * @throws UpstreamError when the server fails; AbortError when `call.signal` fired
 */
export async function forwardModern(call: UpstreamCall): Promise<UpstreamAnswer | Refused> {
  const { upstream, signal } = call;
  // Every request of this revision stands alone, so any id tells it apart.
  const id = idForServer(call.id, () => 1);
  call.onSend();
  const response = await exchange(upstream, {
    method: "POST",
    headers: headersOf(call),
    body: messageOf(call, id),
    signal,
  });
  call.handedOver?.();
  if (response.statusCode >= 300) {
    return { form: "refused", refusal: await readRefusal(upstream, response, id) };
  }
  if (contentType(response) === "text/event-stream") {
    return { form: "messages", messages: modernMessages(call, id, response) };
  }
  // Some servers give JSON another type, or none. What is no JSON fails when it is read.
  const text = await readText(upstream, response, answerMaxBytes(), call.acquireMemory);
  const { answer, isNamed } = readResponse(upstream, text, id, call.id);
  if (isNamed || !isObject(answer.message.error)) return answer;
  return { form: "refused", refusal: refusalOfError(upstream, response, call.method, answer.message, false) };
}

/** Reads the messages of an event stream up to the response. */
async function* modernMessages(
  { upstream, id: clientId, modernMeta, params, acquireMemory }: UpstreamCall,
  id: RpcId,
  response: HttpAnswer,
): AsyncGenerator<JsonObject> {
  const token = progressTokenOf(modernMeta ?? params._meta);
  try {
    for await (const event of eventsOf(response, acquireMemory)) {
      const message = readEventMessage(upstream, event.data);
      if (!message) continue;
      const answer = responseTo(message, id);
      if (answer) {
        response.discard();
        yield clientId === id ? answer : { ...answer, id: clientId };
        return;
      }
      // This revision has no requests to the client, so a message with an id that is no response is left out.
      if (typeof message.method !== "string" || message.id !== undefined) continue;
      yield isExactNumber(token) ? withToken(message, id, token) : message;
    }
  } catch (error) {
    response.destroy();
    throw toUpstreamError(error, upstream);
  }
  throw upstreamError(upstream, "DISCONNECTED", "closed the connection before it had answered.");
}

/** Puts the client's progress token back in place of the id, under which the server knows it. */
function withToken(message: JsonObject, id: RpcId, token: unknown): JsonObject {
  if (!isObject(message.params) || !isSameId(message.params.progressToken, id)) return message;
  return { ...message, params: { ...message.params, progressToken: token } };
}

/** Writes the request. It is a separate function so that no local variable of the call keeps the text in memory. */
function messageOf(call: UpstreamCall, id: RpcId): string | LargeBody {
  const meta = call.modernMeta ?? latchkeyMeta(call.params._meta);
  // A server that is written in JavaScript could not give such a token back.
  const _meta = isExactNumber(progressTokenOf(meta)) ? { ...meta, progressToken: id } : meta;
  return requestBody(call, { jsonrpc: "2.0", id, method: call.method, params: { ...call.params, _meta } });
}

function progressTokenOf(meta: unknown): unknown {
  return isObject(meta) ? meta.progressToken : undefined;
}

function headersOf(call: UpstreamCall): Record<string, string> {
  const nameField = NAME_FIELD[call.method];
  const name = nameField ? call.params[nameField] : undefined;
  return {
    ...call.paramHeaders,
    ...call.trace,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": MODERN_VERSION,
    "mcp-method": call.method,
    ...(typeof name === "string" && { "mcp-name": encodeHeader(name) }),
  };
}
