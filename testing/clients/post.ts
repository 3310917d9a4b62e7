import { encodeHeader, META, MODERN_VERSION, NAME_FIELD } from "#lib/mcp/protocol";

/** A JSON-RPC answer with the fields that tests need. */
type RpcAnswer = {
  id?: unknown;
  result?: Record<string, unknown>;
  error?: { code: number; message: string; data?: Record<string, unknown> };
};

export type HttpAnswer = { status: number; headers: Headers; body: RpcAnswer };

type Message = { id?: string | number; method: string; params?: Record<string, unknown> };

/** Posts a message of the 2025 revisions and reads the answer, which must be JSON. */
export async function post(
  url: string,
  token: string | null,
  message: Message | string,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: typeof message === "string" ? message : JSON.stringify({ jsonrpc: "2.0", id: 1, ...message }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? (JSON.parse(text) as RpcAnswer) : {} };
}

/** Posts a message of the 2026 revision with its envelope and headers. */
export function postModern(
  url: string,
  token: string | null,
  { method, params = {}, id = 1 }: Message,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  const name = NAME_FIELD[method] && params[NAME_FIELD[method]];
  const meta = {
    [META.protocolVersion]: MODERN_VERSION,
    [META.clientInfo]: { name: "test-client", version: "9.9" },
    [META.clientCapabilities]: {},
    ...(params._meta as object | undefined),
  };
  return post(
    url,
    token,
    { id, method, params: { ...params, _meta: meta } },
    {
      "mcp-protocol-version": MODERN_VERSION,
      "mcp-method": method,
      ...(typeof name === "string" && { "mcp-name": encodeHeader(name) }),
      ...headers,
    },
  );
}
