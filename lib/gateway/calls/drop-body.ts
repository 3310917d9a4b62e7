import type { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import { isObject, type JsonObject, type RpcId } from "#lib/mcp/protocol";
import { rpcIdText } from "#lib/mcp/rpc-id";
import { numberOf } from "#lib/text/exact-numbers";
import type { UpstreamCall } from "#lib/upstreams/calls/upstream-call";

/** A longer progress token is dropped too, so no progress of that call reaches the client. */
const TOKEN_MAX_CHARACTERS = 1_024;

/**
 * Drops the content of a large request once its server has it, and releases its memory. What stays is what the rights
 * of the call are checked by (`requireStillAllowed`), and what its answer is read by.
 */
export function dropBody(call: CallInProgress, upstreamCall: UpstreamCall): void {
  const { request, resolved } = call;
  request.params = keptParams(request.params);
  resolved.params = keptParams(resolved.params);
  upstreamCall.params = keptParams(upstreamCall.params);
  if (upstreamCall.modernMeta) upstreamCall.modernMeta = keptMeta(upstreamCall.modernMeta);
  const { envelope } = request;
  if (envelope.era === "modern") request.envelope = { era: "modern", meta: keptMeta(envelope.meta), client: null };
  request.releaseBody?.();
}

function keptParams({ name, uri, ref, _meta: meta }: JsonObject): JsonObject {
  return {
    ...(name !== undefined && { name }),
    ...(uri !== undefined && { uri }),
    ...(isObject(ref) && { ref: { type: ref.type, name: ref.name, uri: ref.uri } }),
    ...(isObject(meta) && { _meta: keptMeta(meta) }),
  };
}

function keptMeta({ progressToken }: JsonObject): JsonObject {
  if (typeof progressToken !== "string" && numberOf(progressToken) === undefined) return {};
  return rpcIdText(progressToken as RpcId).length <= TOKEN_MAX_CHARACTERS ? { progressToken } : {};
}
