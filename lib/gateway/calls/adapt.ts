import { isSevereEnough } from "#lib/gateway/calls/log-level";
import type { WrapState } from "#lib/gateway/confirmation/confirmation-state";
import { type Era, isObject, type JsonObject, META, RPC_CODE } from "#lib/mcp/protocol";
import type { UpstreamCall } from "#lib/upstreams/calls/upstream-call";

/** What has to be changed in messages on their way from a server to a client. */
export type Adaptation = {
  client: Era;
  server: Era;
  method: UpstreamCall["method"];
  /** The URI that the client asked for, when the server knows it by another. */
  uri: { asked: string; known: string } | null;
  /** The least severe log messages that the client gets; null for none, as the 2026 revision has it for who asks for none. */
  logFrom: string | null;
  /** Stands in for the state of a server that asks for something itself, in calls that the person has agreed to. */
  wrapState: WrapState | null;
};

/** Whether messages may pass unread. */
export function isTransparent({ client, server, method, uri, wrapState }: Adaptation): boolean {
  return (
    client === server && uri === null && wrapState === null && !(client === "modern" && method === "resources/read")
  );
}

/** A message as its client's era has it; null for one that the client must not get. */
export function adapt(message: JsonObject, adaptation: Adaptation): JsonObject | null {
  if (typeof message.method === "string") {
    return message.method === "notifications/message" && !isWantedLog(message.params, adaptation) ? null : message;
  }
  if (isObject(message.error)) return { ...message, error: adaptError(message.error, adaptation) };
  if (!isObject(message.result)) return message;
  const result = withAskedUri(message.result, adaptation);
  return adaptation.client === "modern"
    ? { ...message, result: toModern(result, adaptation) }
    : toLegacy(message, result);
}

function isWantedLog(params: unknown, { logFrom }: Adaptation): boolean {
  return logFrom !== null && isSevereEnough(isObject(params) ? params.level : undefined, logFrom);
}

/** What a server wants from a client of the 2025 revisions, it would have to ask within a session. */
const TOO_OLD_TO_ANSWER =
  "This call needs an answer from the person, for which the client is too old. Use one that speaks MCP 2026-07-28.";

function adaptError(error: JsonObject, { client }: Adaptation): JsonObject {
  if (client === "legacy") {
    const isNewer = error.code === RPC_CODE.missingCapability;
    return isNewer ? { code: RPC_CODE.internalError, message: TOO_OLD_TO_ANSWER } : error;
  }
  return error.code === RPC_CODE.resourceNotFound ? { ...error, code: RPC_CODE.invalidParams } : error;
}

function toModern(result: JsonObject, { method, wrapState }: Adaptation): JsonObject {
  const typed: JsonObject = { resultType: "complete", ...result };
  if (wrapState && typed.resultType === "input_required") {
    return { ...typed, requestState: wrapState(typed.requestState) };
  }
  if (method !== "resources/read" || typed.resultType !== "complete") return typed;
  const ttlMs = typeof typed.ttlMs === "number" ? typed.ttlMs : 0;
  // What one key may read another may not: no shared cache may hold it, whatever the server allows.
  return { ...typed, ttlMs, cacheScope: "private" };
}

/** The 2025 revisions have neither result types nor a way to ask the person in the middle of a call. */
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

/** Contents are matched to the request by URI, so the one that was asked for is put back. */
function withAskedUri(result: JsonObject, { uri }: Adaptation): JsonObject {
  if (!uri || !Array.isArray(result.contents)) return result;
  const contents = result.contents.map((one: unknown) =>
    isObject(one) && one.uri === uri.known ? { ...one, uri: uri.asked } : one,
  );
  return { ...result, contents };
}
