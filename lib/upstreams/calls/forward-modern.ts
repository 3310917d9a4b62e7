import { encodeHeader, isObject, type JsonObject, MODERN_VERSION, NAME_FIELD } from "#lib/mcp/protocol";
import { latchkeyMeta } from "#lib/upstreams/calls/latchkey-meta";
import {
  answerWithError,
  idForServer,
  isResponseTo,
  notMcpError,
  readResponse,
} from "#lib/upstreams/calls/rpc-response";
import { requestBody, type UpstreamAnswer, type UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import { answerMaxBytes } from "#lib/upstreams/wire/answer-size";
import {
  contentType,
  eventsOf,
  exchange,
  parseJson,
  readRefusal,
  readText,
  toUpstreamError,
  upstreamError,
} from "#lib/upstreams/wire/exchange";
import type { HttpAnswer } from "#lib/upstreams/wire/http-answer";
import type { LargeBody } from "#lib/upstreams/wire/large-body";

/** Forwards a call to a server of the 2026 revision as one POST. Closing its connection cancels the call. */
export async function forwardModern(call: UpstreamCall): Promise<UpstreamAnswer> {
  const { upstream, signal } = call;
  const response = await exchange(upstream, {
    method: "POST",
    headers: headersOf(call),
    body: messageOf(call),
    signal,
  });
  call.handedOver?.();
  if (response.statusCode >= 300) {
    const { status, error } = await readRefusal(upstream, response);
    return answerWithError(call.id, error, status);
  }
  const type = contentType(response);
  if (type === "application/json") {
    const text = await readText(upstream, response, answerMaxBytes(), call.acquireMemory);
    return readResponse(upstream, text, requestId(call), call.id);
  }
  if (type === "text/event-stream") return { form: "messages", messages: modernMessages(call, response) };
  response.destroy();
  throw notMcpError(upstream);
}

/** Reads the messages of an event stream up to the response. */
async function* modernMessages(call: UpstreamCall, response: HttpAnswer): AsyncGenerator<JsonObject> {
  const { upstream, acquireMemory } = call;
  const id = requestId(call);
  try {
    for await (const event of eventsOf(response, acquireMemory)) {
      const message = event.data === "" ? undefined : parseJson(event.data);
      if (!isObject(message)) continue;
      if (isResponseTo(message, id)) {
        response.discard();
        yield id === call.id ? message : { ...message, id: call.id };
        return;
      }
      // This revision has no requests to the client, so a message with an id that is no response is left out.
      if (typeof message.method === "string" && message.id === undefined) yield message;
    }
  } catch (error) {
    response.destroy();
    throw toUpstreamError(error, upstream);
  }
  throw upstreamError(upstream, "DISCONNECTED", "closed the connection before it had answered.");
}

/** Writes the request. It is a separate function so that no local variable of the call keeps the text in memory. */
function messageOf(call: UpstreamCall): string | LargeBody {
  const params = { ...call.params, _meta: call.modernMeta ?? latchkeyMeta(call.params._meta) };
  return requestBody(call, { jsonrpc: "2.0", id: requestId(call), method: call.method, params });
}

/** Every request of this revision stands alone, so any id tells it apart. */
function requestId({ id }: UpstreamCall): number {
  return idForServer(id, () => 1);
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
