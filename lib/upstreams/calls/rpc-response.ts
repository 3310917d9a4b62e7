import { isObject, type JsonObject, type RpcId } from "#lib/mcp/protocol";
import type { UpstreamAnswer } from "#lib/upstreams/calls/upstream-call";
import type { UpstreamError } from "#lib/upstreams/catalogue/failure";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import { parseJson, upstreamError } from "#lib/upstreams/wire/exchange";

/** Whether `message` is the JSON-RPC response to the request with this id. */
export function isResponseTo(message: JsonObject, id: RpcId): boolean {
  return message.id === id && message.method === undefined && (isObject(message.result) || isObject(message.error));
}

/**
 * The id under which a server gets a request: the client's own, or another one when that is no integer. JSON-RPC allows
 * text, but some servers take integers alone.
 * @param other makes an integer that no other request of the same session has
 */
export function idForServer(clientId: RpcId, other: () => number): number {
  return typeof clientId === "number" && Number.isSafeInteger(clientId) ? clientId : other();
}

/**
 * Reads a whole body as the response to the request `id`. A client would wait without end for a response with another
 * id, so any other body counts as a failure of the server.
 * @param id the id under which the server knows the request
 * @param clientId the client's id, when it is a different one
 * @throws UpstreamError NOT_MCP when the body is no response to the request
 */
export function readResponse(
  upstream: UpstreamSnapshot,
  text: string,
  id: RpcId,
  clientId: RpcId = id,
): UpstreamAnswer {
  const message = parseJson(text);
  if (!isObject(message) || !isResponseTo(message, id)) throw notMcpError(upstream);
  if (clientId === id) return { form: "response", status: 200, text, message };
  const renamed = { ...message, id: clientId };
  return { form: "response", status: 200, text: JSON.stringify(renamed), message: renamed };
}

/** Makes an answer of a JSON-RPC error that the server sent with an HTTP status. */
export function answerWithError(id: RpcId, error: JsonObject, status: number): UpstreamAnswer {
  const message = { jsonrpc: "2.0", id, error };
  return { form: "response", status, text: JSON.stringify(message), message };
}

/** Makes the error for an answer that does not follow the Model Context Protocol. */
export function notMcpError(upstream: UpstreamSnapshot): UpstreamError {
  return upstreamError(upstream, "NOT_MCP", "answered, but not in the Model Context Protocol.");
}
