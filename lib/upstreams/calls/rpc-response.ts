import { isObject, type JsonObject, type RpcId } from "#lib/mcp/protocol";
import { parseJson, upstreamError } from "#lib/upstreams/calls/exchange";
import type { UpstreamAnswer } from "#lib/upstreams/calls/upstream-call";
import type { UpstreamError } from "#lib/upstreams/catalogue/failure";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** Whether `message` is the JSON-RPC response to the request with this id. */
export function isResponseTo(message: JsonObject, id: RpcId): boolean {
  return message.id === id && message.method === undefined && (isObject(message.result) || isObject(message.error));
}

/**
 * A whole body as the answer to the request `id`. A client waits for ever on an answer with another id, so what is
 * no answer becomes a failure of the server.
 * @param id under which the server knows the request
 * @param clientId the client's own, when it is another
 * @throws UpstreamError
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

/** An error that the server sent with an HTTP status of its own. */
export function answerWithError(id: RpcId, error: JsonObject, status: number): UpstreamAnswer {
  const message = { jsonrpc: "2.0", id, error };
  return { form: "response", status, text: JSON.stringify(message), message };
}

export function notMcpError(upstream: UpstreamSnapshot): UpstreamError {
  return upstreamError(upstream, "NOT_MCP", "answered, but not in the Model Context Protocol.");
}
