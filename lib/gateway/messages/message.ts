import { z } from "zod";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import { isObject, type JsonObject, RPC_CODE, type RpcId } from "#lib/mcp/protocol";
import { isInteger, rpcIdText } from "#lib/mcp/rpc-id";
import { parseExact, TooManyNumbersError } from "#lib/text/exact-json";
import { exceededJsonBound } from "#lib/text/json-bounds";

/** A JSON-RPC message that a client may post. */
export type ClientMessage =
  | { kind: "request"; id: RpcId; method: string; params: JsonObject }
  | { kind: "notification"; method: string; params: JsonObject }
  /** The answer to a question of the gateway. `result` is undefined when the client answered with an error. */
  | { kind: "response"; id: RpcId; result: unknown };

/** Checked without a copy, because `params` may have megabytes. */
const params = z.custom<JsonObject>(isObject).optional();

const schema = z.object({
  jsonrpc: z.literal("2.0"),
  id: z.custom<RpcId>(isId).optional(),
  method: z.string().optional(),
  params,
  result: z.unknown().optional(),
  error: z.unknown().optional(),
});

/** Writing a deeper body would exhaust the stack. A body with more parts takes 20 MB or more once it is parsed. */
const BOUNDS = { depth: 200, parts: 200_000 };

/**
 * Reads a request body.
 * @throws RpcError 400 for a body that is not JSON, not JSON-RPC, or a batch
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
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw invalid("the body is not a JSON-RPC 2.0 message");
  const { id, method, params: given } = parsed.data;
  if (method === undefined) {
    if (id === undefined || !("result" in parsed.data || "error" in parsed.data)) throw invalid("there is no method");
    return { kind: "response", id, result: parsed.data.result };
  }
  return id === undefined
    ? { kind: "notification", method, params: given ?? {} }
    : { kind: "request", id, method, params: given ?? {} };
}

/** The longest id. It stays in memory until the answer, after a large message has been dropped. */
export const ID_MAX_CHARACTERS = 1_024;

/** An integer of any size is kept as it is written, so its client recognises the answer. */
function isId(id: unknown): id is RpcId {
  if (typeof id === "string") return id.length <= ID_MAX_CHARACTERS;
  return isInteger(id) && rpcIdText(id as RpcId).length <= ID_MAX_CHARACTERS;
}

/** A larger body is not parsed only to find the id for a refusal. */
const ID_SEARCH_MAX = 64 * 1024;

/** Finds the id of the request in `text`, for the answer that refuses it. Null when there is none. */
export function requestIdOf(text: string): RpcId | null {
  if (text.length > ID_SEARCH_MAX) return null;
  try {
    const body: unknown = parseExact(text);
    if (!isObject(body) || typeof body.method !== "string") return null;
    return isId(body.id) ? body.id : null;
  } catch {
    return null;
  }
}

function invalid(what: string): RpcError {
  return new RpcError(RPC_CODE.invalidRequest, `Invalid request: ${what}`, { status: 400 });
}
