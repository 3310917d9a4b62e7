import type { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import { isSevereEnough } from "#lib/gateway/calls/log-level";
import { isObject, type JsonObject, META, RPC_CODE } from "#lib/mcp/protocol";
import { numberOf } from "#lib/text/exact-numbers";

/** Whether the messages of the server may reach the client as they are. */
export function isTransparent({ clientEra, serverEra, method, resolved, wrapState }: CallInProgress): boolean {
  return (
    clientEra === serverEra &&
    resolved.uri === null &&
    wrapState === null &&
    !(clientEra === "modern" && method === "resources/read")
  );
}

/**
 * Changes a message of the server into the form of the client's era.
 * @returns null for a message that the client must not get
 */
export function adaptMessage(message: JsonObject, call: CallInProgress): JsonObject | null {
  if (typeof message.method === "string") {
    return message.method === "notifications/message" && !isWantedLog(message.params, call) ? null : message;
  }
  if (isObject(message.error)) return { ...message, error: adaptError(message.error, call) };
  if (!isObject(message.result)) return message;
  const result = withAskedUri(message.result, call);
  return call.clientEra === "modern" ? { ...message, result: toModern(result, call) } : toLegacy(message, result);
}

function isWantedLog(params: unknown, { logFrom }: CallInProgress): boolean {
  return logFrom !== null && isSevereEnough(isObject(params) ? params.level : undefined, logFrom);
}

/** A server would have to ask a client of the 2025 revisions within a session, which that client does not have. */
const TOO_OLD_TO_ANSWER =
  "This call needs an answer from the person, but the client is too old to ask. Use one that speaks MCP 2026-07-28.";

function adaptError(error: JsonObject, { clientEra }: CallInProgress): JsonObject {
  if (clientEra === "legacy") {
    const isNewer = numberOf(error.code) === RPC_CODE.missingCapability;
    return isNewer ? { code: RPC_CODE.internalError, message: TOO_OLD_TO_ANSWER } : error;
  }
  return numberOf(error.code) === RPC_CODE.resourceNotFound ? { ...error, code: RPC_CODE.invalidParams } : error;
}

function toModern(result: JsonObject, { method, wrapState }: CallInProgress): JsonObject {
  const typed: JsonObject = { resultType: "complete", ...result };
  if (wrapState && typed.resultType === "input_required") {
    return { ...typed, requestState: wrapState(typed.requestState) };
  }
  if (method !== "resources/read" || typed.resultType !== "complete") return typed;
  const ttlMs = numberOf(typed.ttlMs) === undefined ? 0 : typed.ttlMs;
  // One key may read what another may not, so no shared cache may keep it, even when the server allows that.
  return { ...typed, ttlMs, cacheScope: "private" };
}

/** The 2025 revisions have no result types, and no way to ask the person during a call. */
function toLegacy(message: JsonObject, result: JsonObject): JsonObject {
  if (result.resultType === "input_required") {
    const error = { code: RPC_CODE.internalError, message: TOO_OLD_TO_ANSWER };
    return { jsonrpc: "2.0", id: message.id, error };
  }
  const { resultType: _type, ttlMs: _ttl, cacheScope: _scope, ...rest } = result;
  if (!isObject(rest._meta)) return { ...message, result: rest };
  const { [META.serverInfo]: _server, ...meta } = rest._meta;
  const { _meta: _all, ...bare } = rest;
  return { ...message, result: Object.keys(meta).length > 0 ? { ...bare, _meta: meta } : bare };
}

/** Clients match contents to their request by the URI, so the URI that the client asked for is put back. */
function withAskedUri(result: JsonObject, { resolved: { uri } }: CallInProgress): JsonObject {
  if (!uri || !Array.isArray(result.contents)) return result;
  const contents = result.contents.map((one: unknown) =>
    isObject(one) && one.uri === uri.known ? { ...one, uri: uri.asked } : one,
  );
  return { ...result, contents };
}
