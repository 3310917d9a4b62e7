import { dropNullParams } from "#lib/gateway/messages/drop-null-params";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import { isObject, type JsonObject, RPC_CODE, type RpcId } from "#lib/mcp/protocol";
import { isInteger, rpcIdText } from "#lib/mcp/rpc-id";
import { parseExact, TooManyNumbersError } from "#lib/text/exact-json";
import { exceededJsonBound } from "#lib/text/json-bounds";

/** A JSON-RPC message that a client may post. */
export type ClientMessage =
  | { kind: "request"; id: RpcId; method: string; params: JsonObject }
  | { kind: "notification"; method: string; params: JsonObject }
  /**
   * The answer to a question of the gateway. `result` is undefined when the client answered with an error. `id` is null
   * for an error that names no question.
   */
  | { kind: "response"; id: RpcId | null; result: unknown };

/** Writing a deeper body would exhaust the stack. A body with more parts takes 20 MB or more once it is parsed. */
const BOUNDS = { depth: 200, parts: 200_000 };

/**
 * Reads a request body. A field that is null counts as absent.
 * @throws RpcError 400 for a body that is not JSON, not JSON-RPC, or a batch. It names the rule that the body breaks, and
 *   has the id of the message where there is one.
 */
export function parseMessage(text: string): ClientMessage {
  const exceeded = exceededJsonBound(text, BOUNDS);
  if (exceeded === "depth") throw invalid(`the body is nested deeper than ${BOUNDS.depth} levels`);
  if (exceeded === "parts") throw invalid(`the body has more than ${BOUNDS.parts} objects, lists and fields`);
  let body: unknown;
  try {
    body = parseExact(text);
  } catch (error) {
    if (error instanceof TooManyNumbersError) throw invalid("the body has too many numbers of many digits");
    throw new RpcError(RPC_CODE.parseError, "Parse error: the body is not JSON", { status: 400 });
  }
  if (Array.isArray(body))
    throw invalid("JSON-RPC batches are not supported: send each message in a request of its own");
  if (!isObject(body)) throw invalid("the body must be a JSON object");
  return readMessage(body);
}

/** Checked without a copy, because `params` may have megabytes. */
function readMessage(body: JsonObject): ClientMessage {
  const { jsonrpc, id, method, params } = body;
  const broken = (rule: string) => invalid(rule, answerableId(body));
  if (jsonrpc !== "2.0") throw broken('jsonrpc must be "2.0"');
  if (method === undefined || method === null) return readResponse(body);
  if (typeof method !== "string") throw broken("method must be a string");
  if (id !== undefined && !isId(id)) throw broken(whyNoId(id));
  if (params !== undefined && params !== null && !isObject(params)) throw broken("params must be an object");
  const given = isObject(params) ? dropNullParams(params) : {};
  return id === undefined
    ? { kind: "notification", method, params: given }
    : { kind: "request", id, method, params: given };
}

function readResponse({ id, result, error }: JsonObject): ClientMessage {
  if (result === undefined && error === undefined) {
    throw invalid("method is missing, and a response must have a result or an error", isId(id) ? id : null);
  }
  if (isId(id)) return { kind: "response", id, result };
  // JSON-RPC 2.0, section 5: an error has no id when its sender could not read the id of the question.
  const isAbsent = id === undefined || id === null;
  if (isAbsent && error !== undefined && error !== null) return { kind: "response", id: null, result: undefined };
  throw invalid(isAbsent ? "a response must have the id of its request" : whyNoId(id));
}

/** The longest id. It stays in memory until the answer, after a large message has been dropped. */
export const ID_MAX_CHARACTERS = 1_024;

/** An integer of any size is kept as it is written, so its client recognises the answer. */
function isId(id: unknown): id is RpcId {
  if (typeof id === "string") return id.length <= ID_MAX_CHARACTERS;
  return isInteger(id) && rpcIdText(id as RpcId).length <= ID_MAX_CHARACTERS;
}

/** Says which rule an id breaks. */
function whyNoId(id: unknown): string {
  if (id === null) return "id must be a string or an integer, not null; a notification leaves it out";
  if (typeof id === "string") return `id must have at most ${ID_MAX_CHARACTERS} characters`;
  if (isInteger(id)) return `id must have at most ${ID_MAX_CHARACTERS} digits`;
  return "id must be a string or an integer";
}

/**
 * The id for the answer to a message that cannot be read, or null. The id of a response names a question of the gateway,
 * so an answer must not carry it: its client could take the answer for one to a request of its own.
 */
function answerableId(body: JsonObject): RpcId | null {
  const isResponse = (body.method ?? undefined) === undefined && ("result" in body || "error" in body);
  return !isResponse && isId(body.id) ? body.id : null;
}

/** A larger body is not parsed only to find the id for a refusal. */
const ID_SEARCH_MAX = 64 * 1024;

/** Finds the id of the request in `text`, for the answer that refuses it. Null when there is none. */
export function requestIdOf(text: string): RpcId | null {
  if (text.length > ID_SEARCH_MAX) return null;
  try {
    const body: unknown = parseExact(text);
    return isObject(body) ? answerableId(body) : null;
  } catch {
    return null;
  }
}

function invalid(rule: string, id: RpcId | null = null): RpcError {
  return new RpcError(RPC_CODE.invalidRequest, `Invalid request: ${rule}`, { status: 400, id });
}
