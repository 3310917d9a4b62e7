import { ID_MAX_CHARACTERS } from "#lib/gateway/messages/message";
import { isObject, type JsonObject } from "#lib/mcp/protocol";
import type { GeneratedRequest } from "#testing/fuzz/generated-request";
import type { RawAnswer } from "#testing/fuzz/raw-connection";

/** The errors that are sent before the body is read or parsed, so the id is unknown. */
const WITHOUT_ID = new Set(["KEY_IN_QUERY", "HOST_NOT_ALLOWED", "ORIGIN_NOT_ALLOWED", "AMBIGUOUS_CREDENTIALS"]);
/** The code for a message that is no request of this protocol. */
const INVALID_REQUEST = -32600;
/** The status for OPTIONS, and those that Node.js itself sends for invalid HTTP and unknown `Expect` headers. */
const HTTP_ONLY_STATUSES = [204, 400, 417, 431];
const REFUSED_UNREAD_FROM = 64 * 1024;
/** The gateway reads no more than this of the body of a caller without a valid key. */
const STRANGERS_UNREAD_FROM = 4 * 1024;
const OF_STRANGERS = new Set([401, 429, 503]);

/** Returns the id that an answer must have; null when the body is no message, a response, or its id is not accepted. */
function expectedId({ body }: GeneratedRequest): unknown {
  const message = parsedExactly(body.toString("utf8"));
  if (!isObject(message)) return null;
  const hasMethod = message.method !== undefined && message.method !== null;
  if (!hasMethod && ("result" in message || "error" in message)) return null;
  const { id } = message;
  if (typeof id === "number") return Number.isInteger(id) ? id : null;
  if (typeof id !== "string") return null;
  const literal = id.startsWith(NUMBER) ? id.slice(NUMBER.length) : null;
  if ((literal ?? id).length > ID_MAX_CHARACTERS) return null;
  return literal === null || Number.isInteger(Number(literal)) || /^-?\d+$/.test(literal) ? id : null;
}

/** Marks a number in what `parsedExactly` returns. */
const NUMBER = "\0number ";

/** Parses JSON with the literal of each number, because other numbers have the same value. */
function parsedExactly(text: string): unknown {
  const keepLiteral = (_name: string, value: unknown, { source = "" }: { source?: string }) =>
    typeof value === "number" ? NUMBER + source : value;
  try {
    return JSON.parse(text, keepLiteral as (name: string, value: unknown) => unknown);
  } catch {
    // A function for each value exhausts the stack in deep messages. Of their ids only the value is known.
    return parsed(text);
  }
}

/** Whether the literal of an answer has this value. */
function isNumber(literal: unknown, value: unknown): boolean {
  return (
    typeof value === "number" && typeof literal === "string" && Object.is(Number(literal.slice(NUMBER.length)), value)
  );
}

/** Tells whether enough of a stream has arrived. Subscriptions never end, and questions wait for a person. */
export function isEnough(stream: string): boolean {
  return /notifications\/subscriptions\/acknowledged|"elicitation\/create"/.test(stream);
}

/**
 * Checks the rules for every answer, for any request.
 * @throws Error that says what is wrong with the answer
 */
export function judge(request: GeneratedRequest, answer: RawAnswer): void {
  const { status, headers, body, isWhole } = answer;
  if (status >= 500 && status !== 503) throw new Error(`The status is ${status}: ${body}`);
  const type = headers.get("content-type");
  if (type === "text/event-stream") {
    if (isWhole) judgeMessage(request, lastEvent(body));
  } else if (type === "application/json") judgeMessage(request, body);
  else if (![202, ...HTTP_ONLY_STATUSES].includes(status) && request.verb !== "HEAD")
    throw new Error(`Status ${status}: ${body}`);
  else if (status === 202 && (body !== "" || expectedId(request) !== null))
    throw new Error(`Accepted a request: ${body}`);
}

/** @param text the message as JSON */
function judgeMessage(request: GeneratedRequest, text: string): void {
  if (request.verb === "HEAD") return;
  const message = parsed(text);
  if (!isObject(message) || message.jsonrpc !== "2.0") throw new Error(`That is no JSON-RPC message: ${text}`);
  const { result, error } = message;
  if ((result === undefined) === (error === undefined))
    throw new Error(`It has both or neither of result and error: ${text}`);
  if (isObject(error) && error.message === "Internal error") throw new Error(`A defect: ${text}`);
  const expected = expectedId(request);
  const exact = parsedExactly(text);
  if (isObject(exact) && (exact.id === expected || isNumber(exact.id, expected))) return;
  if (message.id === null && isUnread(request, error)) return;
  throw new Error(`The id should be ${JSON.stringify(expected)}: ${text}`);
}

function isUnread({ verb, body }: GeneratedRequest, error: unknown): boolean {
  if (verb !== "POST") return true;
  const data: JsonObject = isObject(error) && isObject(error.data) ? error.data : {};
  if (WITHOUT_ID.has(String(data.errorType))) return true;
  const code = isObject(error) ? Number(error.code) : 0;
  if (OF_STRANGERS.has(code)) return body.length > STRANGERS_UNREAD_FROM;
  return (code >= 400 || code === INVALID_REQUEST) && body.length > REFUSED_UNREAD_FROM;
}

/** @returns the data of the last message in a stream */
function lastEvent(stream: string): string {
  const events = stream.split("\n\n").filter((event) => event.startsWith("event: message"));
  return events.at(-1)?.replace(/^event: message\ndata: /, "") ?? "";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
