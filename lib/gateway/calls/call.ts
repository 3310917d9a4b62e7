import { type Adaptation, adapt, isTransparent } from "#lib/gateway/calls/adapt";
import { countWorkspaceCall } from "#lib/gateway/calls/call-limits";
import { CallUnderWay } from "#lib/gateway/calls/call-under-way";
import { letGo } from "#lib/gateway/calls/let-go";
import { askingForLog, leastLogLevel } from "#lib/gateway/calls/log-level";
import { checkParamHeaders } from "#lib/gateway/calls/param-agreement";
import { blockedFor } from "#lib/gateway/calls/require-let-in";
import { type ResolvedCall, resolveCall } from "#lib/gateway/calls/resolve-call";
import { askThenCall } from "#lib/gateway/confirmation/ask-then-call";
import type { WrapState } from "#lib/gateway/confirmation/confirmation-state";
import { consentFor, needsConsent } from "#lib/gateway/confirmation/consent";
import { LIST_WORKSPACES } from "#lib/gateway/lists/built-in-tool";
import { listWorkspaces } from "#lib/gateway/lists/list-workspaces";
import { messageStream } from "#lib/gateway/messages/event-reply";
import { type Reply, resultReply } from "#lib/gateway/messages/reply";
import { RpcError } from "#lib/gateway/messages/rpc-error";
import {
  type Observation,
  observeAnswer,
  observeBlocked,
  observeError,
  observeForwarding,
  observeGone,
  observeTarget,
} from "#lib/gateway/observation/observation";
import type { Offer } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request";
import { type JsonObject, RPC_CODE } from "#lib/mcp/protocol";
import { forward } from "#lib/upstreams/calls/forward";
import { paramHeaders } from "#lib/upstreams/calls/param-headers";
import { notMcpError } from "#lib/upstreams/calls/rpc-response";
import type { UpstreamAnswer, UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import { isUpstreamError } from "#lib/upstreams/catalogue/failure";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/**
 * Passes a call on to the server it is meant for.
 * @throws RpcError when the key may not make it, or the server fails
 */
export function answerCall(request: McpRequest, method: UpstreamCall["method"], offer: Offer): Reply | Promise<Reply> {
  if (method === "tools/call" && request.params.name === LIST_WORKSPACES.name) return answerBuiltIn(request, offer);
  const resolved = resolveObserved(request, method, offer);
  const counted = countWorkspaceCall(resolved.upstream.workspaceId);
  return counted
    ? counted.then(() => carryOutWithConsent(request, method, resolved))
    : carryOutWithConsent(request, method, resolved);
}

function carryOutWithConsent(
  request: McpRequest,
  method: UpstreamCall["method"],
  resolved: ResolvedCall,
): Reply | Promise<Reply> {
  if (!needsConsent(resolved)) return carryOut(request, method, resolved, null);
  if (request.envelope.era === "legacy") return askAndCarryOut(request, resolved);
  const consent = consentFor(request, request.envelope.meta, resolved);
  if (consent.outcome === "answer") return resultReply(request.id, consent.result);
  return carryOut(request, method, consent.call, consent.wrapState);
}

/** Calls that are refused count for their tool too, or for the workspace that blocks them. */
function resolveObserved(request: McpRequest, method: UpstreamCall["method"], offer: Offer): ResolvedCall {
  const { params, access, observation } = request;
  try {
    const resolved = resolveCall(method, params, access, offer);
    observeTarget(observation, resolved.upstream, resolved.params.name, access);
    return resolved;
  } catch (error) {
    const tool = method === "tools/call" && typeof params.name === "string" && offer.tools.get(params.name);
    if (tool) observeTarget(observation, tool.upstream, tool.name, access);
    else observeBlocked(observation, blockedFor(String(params.name ?? params.uri), access));
    throw error;
  }
}

/** @param wrapState for calls that the person has agreed to */
async function carryOut(
  request: McpRequest,
  method: UpstreamCall["method"],
  resolved: ResolvedCall,
  wrapState: WrapState | null,
): Promise<Reply> {
  const underWay = new CallUnderWay(request, method, resolved);
  try {
    underWay.start();
    const adaptation = adaptationOf(request, method, resolved, wrapState);
    const answer = await forward(callFor(request, method, resolved, underWay));
    if (answer.form === "response") return responseReply(answer, request, adaptation, underWay);
    const messages = adaptAll(answer.messages, adaptation, underWay, request.observation);
    return await replyWith(messages, request, underWay, resolved.upstream);
  } catch (error) {
    underWay.done();
    throw asRpcError(underWay.failureOf(error), resolved.upstream);
  }
}

/** For clients of the 2025 revisions, which are asked in the middle of the answer. */
function askAndCarryOut(request: McpRequest, resolved: ResolvedCall): Promise<Reply> {
  const underWay = new CallUnderWay(request, "tools/call", resolved);
  async function* call(agreed: ResolvedCall): AsyncGenerator<JsonObject> {
    underWay.start();
    // Stands for the call from here on; the arguments are in `agreed`.
    resolved.params = { name: resolved.params.name };
    const adaptation = adaptationOf(request, "tools/call", agreed, null);
    const answer = await forward(callFor(request, "tools/call", agreed, underWay));
    const messages = answer.form === "messages" ? answer.messages : [answer.message];
    yield* adaptAll(messages, adaptation, underWay, request.observation);
  }
  return replyWith(askThenCall(request, resolved, call, underWay.signal), request, underWay, resolved.upstream);
}

function answerBuiltIn(request: McpRequest, offer: Offer): Reply {
  request.observation.name = LIST_WORKSPACES.name;
  const result = listWorkspaces(request.access, offer);
  return resultReply(request.id, request.envelope.era === "modern" ? { resultType: "complete", ...result } : result);
}

function callFor(
  request: McpRequest,
  method: UpstreamCall["method"],
  resolved: ResolvedCall,
  underWay: CallUnderWay,
): UpstreamCall {
  const { upstream, params, tool } = resolved;
  checkParamHeaders(request, resolved);
  const modernMeta = request.envelope.era === "modern" ? request.envelope.meta : null;
  // A modern client has set these headers itself.
  const headers = modernMeta || !tool ? request.paramHeaders : paramHeaders(tool, params.arguments);
  const { id, access } = request;
  const asked = askingForLog(request, upstream, params);
  const traced = observeForwarding(request.observation, upstream, { params: asked, modernMeta });
  const call: UpstreamCall = {
    upstream,
    keyId: access.keyId,
    id,
    method,
    params: traced.params,
    modernMeta: traced.modernMeta,
    trace: traced.trace,
    paramHeaders: headers,
    signal: underWay.signal,
    acquireMemory: (bytes) => underWay.makeRoom(bytes),
    handedOver: null,
  };
  if (request.leaveRoom) call.handedOver = () => letGo(request, resolved, call);
  return call;
}

function adaptationOf(
  request: McpRequest,
  method: UpstreamCall["method"],
  resolved: ResolvedCall,
  wrapState: WrapState | null,
): Adaptation {
  const { envelope } = request;
  return {
    client: envelope.era,
    server: resolved.upstream.era === "modern" ? "modern" : "legacy",
    method,
    uri: resolved.uri,
    logFrom: leastLogLevel(request, resolved.upstream),
    wrapState,
  };
}

function responseReply(
  answer: UpstreamAnswer & { form: "response" },
  request: McpRequest,
  adaptation: Adaptation,
  underWay: CallUnderWay,
): Reply {
  underWay.done();
  observeAnswer(request.observation, answer.message);
  const status = adaptation.client === "modern" ? answer.status : 200;
  const text = isTransparent(adaptation) ? answer.text : JSON.stringify(adapt(answer.message, adaptation));
  return { form: "json", status, text };
}

/** As a stream where the client takes one. */
async function replyWith(
  messages: AsyncIterable<JsonObject>,
  request: McpRequest,
  underWay: CallUnderWay,
  upstream: UpstreamSnapshot,
): Promise<Reply> {
  const done = () => underWay.done();
  const onError = (error: unknown) => {
    const failure = asRpcError(underWay.failureOf(error), upstream);
    observeError(request.observation, failure);
    return failure;
  };
  const abort = () => {
    observeGone(request.observation);
    underWay.abort();
  };
  if (request.acceptsEvents) {
    return {
      form: "events",
      kind: "answer",
      stream: messageStream(messages, request.id, { abort, done, onError, requestId: request.observation.requestId }),
    };
  }
  try {
    return { form: "json", status: 200, text: JSON.stringify(await lastOf(messages)) };
  } catch (error) {
    throw onError(error);
  } finally {
    done();
  }
}

async function* adaptAll(
  messages: AsyncIterable<JsonObject> | JsonObject[],
  adaptation: Adaptation,
  underWay: CallUnderWay,
  observation: Observation,
): AsyncGenerator<JsonObject> {
  for await (const message of messages) {
    if (message.method === "notifications/progress") underWay.progressed();
    if (message.method === undefined) observeAnswer(observation, message);
    const adapted = adapt(message, adaptation);
    if (adapted) yield adapted;
  }
}

/** For clients that take no event stream: the response alone, which is the last message. */
async function lastOf(messages: AsyncIterable<JsonObject>): Promise<JsonObject | undefined> {
  let last: JsonObject | undefined;
  for await (const message of messages) last = message;
  return last;
}

/** Cancellations stay what they are: nobody is left to read an answer. */
function asRpcError(error: unknown, upstream: UpstreamSnapshot): unknown {
  // What was read may still be nested too deep to be written out again.
  if (error instanceof RangeError) return asRpcError(notMcpError(upstream), upstream);
  if (!isUpstreamError(error)) return error;
  const data = { errorType: "UPSTREAM_FAILED", server: upstream.slug, reason: error.code };
  return new RpcError(RPC_CODE.internalError, error.message, { data });
}
