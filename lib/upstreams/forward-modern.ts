import { encodeHeader, IMPLEMENTATION, isObject, type JsonObject, META, MODERN_VERSION, NAME_FIELD } from "#lib/mcp";
import { contentType, exchange, failed, readRefusal, readText } from "#lib/upstreams/exchange";
import type { UpstreamAnswer, UpstreamCall } from "#lib/upstreams/forward";

/** To a server of the 2026 revision: one POST that stands alone. Breaking it off cancels the call. */
export async function forwardModern(call: UpstreamCall): Promise<UpstreamAnswer> {
  const { upstream, signal } = call;
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: call.id,
    method: call.method,
    params: { ...call.params, _meta: call.modernMeta ?? envelope(call.params._meta) },
  });
  const response = await exchange(upstream, { method: "POST", headers: headersOf(call), body, signal });
  if (response.statusCode >= 300) {
    const { status, error } = await readRefusal(upstream, response);
    return { form: "text", status, text: JSON.stringify({ jsonrpc: "2.0", id: call.id, error }) };
  }
  const type = contentType(response);
  if (type === "application/json") return { form: "text", status: 200, text: await readText(upstream, response) };
  if (type === "text/event-stream") return { form: "bytes", body: response.body };
  response.body.destroy();
  throw failed(upstream, "NOT_MCP", "answered, but not in the Model Context Protocol.");
}

function headersOf(call: UpstreamCall): Record<string, string> {
  const nameField = NAME_FIELD[call.method];
  const name = nameField ? call.params[nameField] : undefined;
  return {
    ...call.paramHeaders,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": MODERN_VERSION,
    "mcp-method": call.method,
    ...(typeof name === "string" && { "mcp-name": encodeHeader(name) }),
  };
}

/** What a client of the 2025 revisions did not say: Latchkey speaks for it, and can be asked nothing in return. */
function envelope(meta: unknown): JsonObject {
  return {
    ...(isObject(meta) ? meta : {}),
    [META.protocolVersion]: MODERN_VERSION,
    [META.clientInfo]: IMPLEMENTATION,
    [META.clientCapabilities]: {},
  };
}
