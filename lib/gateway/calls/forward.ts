import type { CallInProgress } from "#lib/gateway/calls/call-in-progress";
import { checkParamHeaders } from "#lib/gateway/calls/check-param-headers";
import { dropBody } from "#lib/gateway/calls/drop-body";
import { leastLogLevel, withLogLevel } from "#lib/gateway/calls/log-level";
import { refreshSoon } from "#lib/gateway/lists/background-refresh";
import { observeForwarding } from "#lib/gateway/observation/observation";
import { isObject } from "#lib/mcp/protocol";
import { forward } from "#lib/upstreams/calls/forward";
import { paramHeaders } from "#lib/upstreams/calls/param-headers";
import type { UpstreamAnswer, UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import type { CatalogueEntry } from "#lib/upstreams/catalogue/snapshot";

/**
 * Step 4: sends a call to its server. The time limit of the call starts here.
 * @throws RpcError 400 when the `Mcp-Param-*` headers contradict the arguments
 * @throws UpstreamError when the server fails; AbortError when the call was cancelled
 */
export function forwardCall(call: CallInProgress): Promise<UpstreamAnswer> {
  call.startTimeLimit();
  // Read here, because the content of a large request is dropped once its server has it.
  call.logFrom = leastLogLevel(call.request, call.upstream);
  checkParamHeaders(call.request, call.resolved);
  return forward(upstreamCallOf(call));
}

/** Whether a server says of a tool that calling it twice is like calling it once, or changes nothing at all. */
function saysThatItIsRepeatable(tool: CatalogueEntry | null): boolean {
  const hints = isObject(tool?.annotations) ? tool.annotations : {};
  return hints.readOnlyHint === true || hints.idempotentHint === true;
}

/** The request in the words of its server. */
function upstreamCallOf(call: CallInProgress): UpstreamCall {
  const { request, resolved } = call;
  const { upstream, tool } = resolved;
  const modernMeta = request.envelope.era === "modern" ? request.envelope.meta : null;
  // A modern client has set these headers itself.
  const headers = modernMeta || !tool ? request.paramHeaders : paramHeaders(tool, resolved.params.arguments);
  const params = withLogLevel(request, upstream, resolved.params);
  const traced = observeForwarding(request.observation, upstream, { params, modernMeta });
  const upstreamCall: UpstreamCall = {
    upstream,
    keyId: call.holder.key,
    owner: call.holder.owner,
    id: request.id,
    method: call.method,
    params: traced.params,
    modernMeta: traced.modernMeta,
    trace: traced.trace,
    paramHeaders: headers,
    signal: call.signal,
    onSend: () => call.noteSent(),
    acquireMemory: (bytes) => call.acquireAnswerMemory(bytes),
    handedOver: null,
    isReadOnly: call.method !== "tools/call" || saysThatItIsRepeatable(tool),
    era: call.serverEra,
    onEraChanged: (era) => {
      call.serverEra = era;
      refreshSoon(upstream, call.holder.owner, request.now);
    },
  };
  if (request.releaseBody) upstreamCall.handedOver = () => dropBody(call, upstreamCall);
  return upstreamCall;
}
