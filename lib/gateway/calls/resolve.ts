import { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import { blockedWorkspacesOf } from "#lib/gateway/calls/require-not-blocked";
import { type CallMethod, resolveCall } from "#lib/gateway/calls/resolve-call";
import { observeBlocked, observeTarget } from "#lib/gateway/observation/observation";
import type { Offer } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request/mcp-request";
import type { JsonObject } from "#lib/mcp/protocol";

/**
 * Step 1: finds the server of a call and checks the rights of the key. A refused call is observed too: for its tool, or
 * for the workspace that blocks it.
 * @throws RpcError when the key may not make the call, or nothing has that name
 */
export function resolve(request: McpRequest, method: CallMethod, offer: Offer): CallInProgress {
  const { params, observation } = request;
  const { access } = request.requester;
  try {
    const resolved = resolveCall(method, params, access, offer);
    observeTarget(observation, resolved.upstream, resolved.params.name, access);
    return new CallInProgress(request, method, resolved);
  } catch (error) {
    const tool = method === "tools/call" && typeof params.name === "string" && offer.tools.get(params.name);
    if (tool) observeTarget(observation, tool.upstream, tool.name, access);
    else observeBlocked(observation, blockedWorkspacesOf(askedFor(params), access));
    throw error;
  }
}

/**
 * The name or URI that a request asks for. Clients may send any JSON value there, and `String` throws for an object with
 * a field `toString`.
 */
function askedFor({ name, uri }: JsonObject): string {
  const asked = name ?? uri;
  return typeof asked === "string" ? asked : "";
}
