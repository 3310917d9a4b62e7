import { isObject, type JsonObject, type RpcId } from "#lib/mcp/protocol";
import { isSameId, rpcIdText } from "#lib/mcp/rpc-id";
import { withoutNulls } from "#lib/mcp/without-nulls";
import { withoutMark } from "#lib/text/byte-order-mark";
import { exactOf, TooManyNumbersError } from "#lib/text/exact-json";
import { withText, withTextOf, writeChanged } from "#lib/text/faithful-json";
import type { UpstreamAnswer } from "#lib/upstreams/calls/upstream-call";
import { AnswerTooLargeError, type UpstreamError } from "#lib/upstreams/catalogue/failure";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import { answerMaxBytes } from "#lib/upstreams/wire/answer-size";
import { parseJson, toUpstreamError, upstreamError } from "#lib/upstreams/wire/exchange";
import { errorOf } from "#lib/upstreams/wire/outcome";
import type { ServerAddress } from "#lib/upstreams/wire/server-address";

/**
 * Reads a message as the response to a request, and forgives what cannot be misunderstood but strict clients refuse: a
 * missing `jsonrpc`, `error: null` beside a result, an error without a code, fields that JSON-RPC does not know.
 * A response without an id counts too, because no other request shares the exchange.
 * @param id the id of the request
 * @returns the response in the form that every client accepts: `message` itself when it has this form. Null when it is
 *   no response to the request
 */
export function responseTo(message: JsonObject, id: RpcId): JsonObject | null {
  const { id: answered = null, method = null, result } = message;
  if (method !== null) return null;
  const error = errorOf(message);
  if (!error && !isObject(result)) return null;
  if (answered !== null && !isEchoOf(answered, id)) return null;
  const isExact =
    message.jsonrpc === "2.0" &&
    answered === id &&
    (error ?? undefined) === message.error &&
    Object.keys(message).length === 3;
  if (isExact) return message;
  return withTextOf(error ? { jsonrpc: "2.0", id, error } : { jsonrpc: "2.0", id, result }, message);
}

/** Whether a server means the id of a request. Some write a number as text. */
export function isEchoOf(answered: unknown, id: RpcId): boolean {
  return isSameId(answered, id) || answered === rpcIdText(id);
}

type ReadResponse = {
  answer: UpstreamAnswer & { form: "response" };
  /** Whether the server said which request it answers. */
  isNamed: boolean;
};

/**
 * The id under which a server gets a request: the client's own, or another one when that is no integer that every server
 * can give back. JSON-RPC allows text and integers of any length, but some servers take small integers alone.
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
export function readResponse(upstream: UpstreamSnapshot, text: string, id: RpcId, clientId: RpcId = id): ReadResponse {
  const { body, message } = messageIn(text);
  if (!message) throw notMcpError(upstream);
  const response = responseTo(message, id);
  if (!response) throw notMcpError(upstream);
  if (response === message && clientId === id && cleaned(message, body) === message) {
    return { answer: { form: "response", status: 200, text: body, message }, isNamed: true };
  }
  const renamed: JsonObject = { ...cleaned(response, body), id: clientId };
  const isNamed = (message.id ?? null) !== null;
  const written = writeChanged(body, message, renamed);
  return { answer: { form: "response", status: 200, text: written, message: renamed }, isNamed };
}

/**
 * Reads one message of an event stream. `writeFaithful` writes it with its numbers as they came. A request of the server
 * has them itself, because an answer to it repeats its id.
 * @returns null for data that is no JSON object
 * @throws UpstreamError when a request has too many long numbers
 */
export function readEventMessage(upstream: UpstreamSnapshot, data: string): JsonObject | null {
  const { body, message } = messageIn(data);
  if (!message) return null;
  const isRequest = typeof message.method === "string" && (message.id ?? null) !== null;
  return isRequest ? exactMessage(upstream, body, message) : cleaned(withText(message, body), body);
}

/** The message in a text, and its own text: some servers write a byte order mark, or a batch of one. Null for none. */
function messageIn(text: string): { body: string; message: JsonObject | null } {
  const body = withoutMark(text);
  const value = body === "" ? undefined : parseJson(body);
  if (isObject(value)) return { body, message: value };
  const [only, ...others]: unknown[] = Array.isArray(value) ? value : [];
  if (!isObject(only) || others.length > 0) return { body, message: null };
  return { body: body.trim().slice("[".length, -"]".length), message: only };
}

/** An answer may have one number that JavaScript would change for so many bytes of the largest answer. Each takes a µs. */
const NUMBER_BYTES = 64;

/**
 * The same message with all numbers as its text has them, for what is kept apart from its text.
 * @throws UpstreamError when the message has too many long numbers
 */
export function exactMessage(upstream: ServerAddress, text: string, message: JsonObject): JsonObject {
  try {
    return exactOf(text, message, answerMaxBytes() / NUMBER_BYTES);
  } catch (error) {
    if (!(error instanceof TooManyNumbersError)) throw error;
    throw toUpstreamError(new AnswerTooLargeError("The answer has too many long numbers."), upstream);
  }
}

/** The message in the form that strict clients accept, beyond what makes it a response. */
function cleaned(message: JsonObject, text: string): JsonObject {
  let versioned = message.jsonrpc === "2.0" ? message : { ...message, jsonrpc: "2.0" };
  // A search in the text takes less time than to look at each block of a result.
  if (!text.includes("null")) return versioned;
  const field = typeof message.method === "string" ? "params" : "result";
  if (field === "params" && message.id === null) {
    const { id: _id, ...notification } = versioned;
    versioned = notification;
  }
  const content = versioned[field];
  if (!isObject(content)) return versioned;
  const without = withoutNulls(content);
  return without === content ? versioned : { ...versioned, [field]: without };
}

/** Makes an answer of a JSON-RPC error that the server sent with an HTTP status. */
export function answerWithError(id: RpcId, error: JsonObject, status: number): UpstreamAnswer & { form: "response" } {
  const message = { jsonrpc: "2.0", id, error };
  return { form: "response", status, text: JSON.stringify(message), message };
}

/** Makes the error for an answer that does not follow the Model Context Protocol. */
export function notMcpError(upstream: UpstreamSnapshot): UpstreamError {
  return upstreamError(upstream, "NOT_MCP", "answered, but not in the Model Context Protocol.");
}
