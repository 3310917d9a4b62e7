import { type Adaptation, adapt, isTransparent } from "#lib/gateway/adapt";
import { LIST_WORKSPACES } from "#lib/gateway/built-in-tool";
import { messageStream } from "#lib/gateway/event-reply";
import { enterFlight } from "#lib/gateway/in-flight";
import { listWorkspaces } from "#lib/gateway/list-workspaces";
import type { Offer } from "#lib/gateway/offer";
import { type Reply, resultReply } from "#lib/gateway/reply";
import type { McpRequest } from "#lib/gateway/request";
import { type ResolvedCall, resolveCall } from "#lib/gateway/resolve-call";
import { RpcError } from "#lib/gateway/rpc-error";
import { type JsonObject, META, RPC_CODE } from "#lib/mcp";
import { isUpstreamError } from "#lib/upstreams/failure";
import { forward } from "#lib/upstreams/forward";
import { paramHeaders } from "#lib/upstreams/param-headers";
import type { UpstreamSnapshot } from "#lib/upstreams/snapshot";
import type { UpstreamAnswer, UpstreamCall } from "#lib/upstreams/upstream-call";

/**
 * Passes a call on to the server it is meant for.
 * @throws RpcError when the key may not make it, or the server fails
 */
export async function answerCall(request: McpRequest, method: UpstreamCall["method"], offer: Offer): Promise<Reply> {
  if (method === "tools/call" && request.params.name === LIST_WORKSPACES.name) return answerBuiltIn(request, offer);
  const resolved = resolveCall(method, request.params, request.access, offer);
  const ending = new AbortController();
  const abort = () => ending.abort();
  // A client that has gone while its key was checked makes the signal fire before anybody listens.
  if (request.signal.aborted) abort();
  request.signal.addEventListener("abort", abort, { once: true });
  const leave = enterFlight(request.requester, request.id, abort);
  const done = () => {
    leave();
    request.signal.removeEventListener("abort", abort);
  };
  try {
    const answer = await forward(callFor(request, method, resolved, ending.signal));
    return await replyTo(answer, request, adaptationOf(request, method, resolved), { abort, done }, resolved.upstream);
  } catch (error) {
    done();
    throw asRpcError(error, resolved.upstream);
  }
}

function answerBuiltIn(request: McpRequest, offer: Offer): Reply {
  const result = listWorkspaces(request.access, offer);
  return resultReply(request.id, request.envelope.era === "modern" ? { resultType: "complete", ...result } : result);
}

function callFor(
  request: McpRequest,
  method: UpstreamCall["method"],
  { upstream, params, tool }: ResolvedCall,
  signal: AbortSignal,
): UpstreamCall {
  const modernMeta = request.envelope.era === "modern" ? request.envelope.meta : null;
  // A modern client has set these headers itself, and the server is the one to check them.
  const headers = modernMeta || !tool ? request.paramHeaders : paramHeaders(tool, params.arguments);
  const { id, access } = request;
  return { upstream, keyId: access.keyId, id, method, params, modernMeta, paramHeaders: headers, signal };
}

function adaptationOf(request: McpRequest, method: UpstreamCall["method"], resolved: ResolvedCall): Adaptation {
  const { envelope } = request;
  return {
    client: envelope.era,
    server: resolved.upstream.era === "modern" ? "modern" : "legacy",
    method,
    uri: resolved.uri,
    wantsLog: envelope.era === "modern" && envelope.meta[META.logLevel] !== undefined,
  };
}

type Ending = { abort: () => void; done: () => void };

async function replyTo(
  answer: UpstreamAnswer,
  request: McpRequest,
  adaptation: Adaptation,
  ending: Ending,
  upstream: UpstreamSnapshot,
): Promise<Reply> {
  if (answer.form === "response") {
    ending.done();
    const status = adaptation.client === "modern" ? answer.status : 200;
    if (isTransparent(adaptation)) return { form: "json", status, text: answer.text };
    return { form: "json", status, text: JSON.stringify(adapt(answer.message, adaptation)) };
  }
  const adapted = adaptAll(answer.messages, adaptation);
  const onError = (error: unknown) => asRpcError(error, upstream);
  if (request.acceptsEvents) {
    return { form: "events", stream: messageStream(adapted, request.id, { ...ending, onError }) };
  }
  try {
    return { form: "json", status: 200, text: JSON.stringify(await lastOf(adapted)) };
  } finally {
    ending.done();
  }
}

async function* adaptAll(messages: AsyncIterable<JsonObject>, adaptation: Adaptation): AsyncGenerator<JsonObject> {
  for await (const message of messages) {
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
  if (!isUpstreamError(error)) return error;
  const data = { errorType: "UPSTREAM_FAILED", server: upstream.slug, reason: error.code };
  return new RpcError(RPC_CODE.internalError, error.message, { data });
}
