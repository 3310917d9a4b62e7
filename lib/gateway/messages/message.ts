import { z } from "zod";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import { isObject, type JsonObject, RPC_CODE, type RpcId } from "#lib/mcp/protocol";
import { exceededJsonBound } from "#lib/text/json-bounds";

/** What a client may post: one JSON-RPC message. */
export type ClientMessage =
  | { kind: "request"; id: RpcId; method: string; params: JsonObject }
  | { kind: "notification"; method: string; params: JsonObject }
  /** To a question of ours; `result` is undefined when the client answered with an error. */
  | { kind: "response"; id: RpcId; result: unknown };

/** Checked and handed on without a copy: `params` may be megabytes. */
const params = z.custom<JsonObject>(isObject).optional();

const schema = z.object({
  jsonrpc: z.literal("2.0"),
  id: z.custom<RpcId>(isId).optional(),
  method: z.string().optional(),
  params,
  result: z.unknown().optional(),
  error: z.unknown().optional(),
});

/** To write out again what nests deeper would exhaust the stack. What has more parts takes 20 MB or more once it is read. */
const BOUNDS = { depth: 200, parts: 200_000 };

/**
 * Reads a request body.
 * @throws RpcError for what is not JSON, not JSON-RPC, or a batch
 */
export function parseMessage(text: string): ClientMessage {
  const exceeded = exceededJsonBound(text, BOUNDS);
  if (exceeded === "depth") throw invalid(`the body is nested deeper than ${BOUNDS.depth} levels`);
  if (exceeded === "parts") throw invalid(`the body has more than ${BOUNDS.parts} objects, lists and fields`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
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

/** It is kept until the answer, when the rest of a large message is no longer. */
export const ID_MAX_CHARACTERS = 1_024;

/** Larger numbers and fractions could not be said again as they were, and their client would know no answer by them. */
function isId(id: unknown): id is RpcId {
  return typeof id === "string" ? id.length <= ID_MAX_CHARACTERS : Number.isSafeInteger(id);
}

/** Bodies above this size are not parsed for the sake of a refusal. */
const ID_SEARCH_MAX = 64 * 1024;

/** The id of the request in `text`, for an answer that refuses it; null when there is none to be found. */
export function requestIdOf(text: string): RpcId | null {
  if (text.length > ID_SEARCH_MAX) return null;
  try {
    const body: unknown = JSON.parse(text);
    if (!isObject(body) || typeof body.method !== "string") return null;
    return isId(body.id) ? body.id : null;
  } catch {
    return null;
  }
}

function invalid(what: string): RpcError {
  return new RpcError(RPC_CODE.invalidRequest, `Invalid request: ${what}`, { status: 400 });
}
