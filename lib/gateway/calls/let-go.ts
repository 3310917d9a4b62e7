import type { ResolvedCall } from "#lib/gateway/calls/resolve-call";
import type { McpRequest } from "#lib/gateway/request";
import { isObject, type JsonObject } from "#lib/mcp/protocol";
import type { UpstreamCall } from "#lib/upstreams/calls/upstream-call";

/** Longer ones are let go too; what they are for is then not passed on. */
const TOKEN_MAX_CHARACTERS = 1_024;

/**
 * The server has the call: keeps of its content what it is judged by while it is under way (`requireStillAllowed`) and
 * what its answer is read by, and gives back the room that the rest took.
 */
export function letGo(request: McpRequest, resolved: ResolvedCall, call: UpstreamCall): void {
  request.params = kept(request.params);
  resolved.params = kept(resolved.params);
  call.params = kept(call.params);
  if (call.modernMeta) call.modernMeta = keptMeta(call.modernMeta);
  const { envelope } = request;
  if (envelope.era === "modern") request.envelope = { era: "modern", meta: keptMeta(envelope.meta), client: null };
  request.leaveRoom?.();
}

function kept({ name, uri, ref, _meta: meta }: JsonObject): JsonObject {
  return {
    ...(name !== undefined && { name }),
    ...(uri !== undefined && { uri }),
    ...(isObject(ref) && { ref: { type: ref.type, name: ref.name, uri: ref.uri } }),
    ...(isObject(meta) && { _meta: keptMeta(meta) }),
  };
}

function keptMeta({ progressToken }: JsonObject): JsonObject {
  const isShort = typeof progressToken === "string" && progressToken.length <= TOKEN_MAX_CHARACTERS;
  return isShort || typeof progressToken === "number" ? { progressToken } : {};
}
