import { RpcError } from "#lib/gateway/messages/rpc-error";
import type { CallFacts } from "#lib/gateway/observation/call-facts";
import { logCall } from "#lib/gateway/observation/call-log";
import { countArrival, countEnd } from "#lib/gateway/observation/call-metrics";
import { outcomeOfAnswer, outcomeOfError } from "#lib/gateway/observation/outcome-of";
import { noteRefusedCall } from "#lib/gateway/observation/refused-call";
import { newRequestId } from "#lib/gateway/observation/request-id";
import { type CallSpans, tracing } from "#lib/gateway/observation/tracing";
import type { BlockedWorkspace } from "#lib/keys/access/apply-policies";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { isObject, type JsonObject, type RpcId } from "#lib/mcp/protocol";
import { readTraceContext, type TraceContext } from "#lib/telemetry/trace-context";
import { oneLine } from "#lib/text/one-line";
import type { UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import { recordCall } from "#lib/usage/record-call";
import type { CallRecord } from "#lib/usage/write-calls";

/** One request to the MCP endpoint as operators see it: in the log, the metrics, the traces and the count of calls. */
export type Observation = CallFacts & {
  spans: CallSpans | null;
  /** The trace that the client names by headers. */
  trace: TraceContext | null;
  isFinished: boolean;
};

const OTHER = "other";
/** Of what clients and their proxies say of themselves. */
const TEXT_MAX = 100;
/** Names are part of an index, whose entries PostgreSQL bounds. The longest in the wild have some 100 characters. */
const NAME_MAX = 200;

/** Methods that are told apart; clients may send any text as a method. */
const METHODS = new Set([
  "initialize",
  "ping",
  "server/discover",
  "subscriptions/listen",
  "tools/list",
  "tools/call",
  "resources/list",
  "resources/templates/list",
  "resources/read",
  "resources/subscribe",
  "resources/unsubscribe",
  "prompts/list",
  "prompts/get",
  "completion/complete",
  "logging/setLevel",
]);

/**
 * Begins with the arrival of a request.
 * @param givenId `X-Request-Id` of the request, if any
 * @param address of the client
 */
export function beginObservation(at: Date, givenId: string | null, address: string): Observation {
  countArrival();
  return {
    requestId: newRequestId(givenId),
    at,
    startedMs: performance.now(),
    address: oneLine(address, TEXT_MAX) ?? "",
    keyId: "",
    userId: "",
    client: NO_CLIENT,
    originApp: null,
    method: "",
    rpcId: null,
    upstreamId: null,
    workspaceId: null,
    server: "",
    workspace: "",
    name: null,
    outcome: "ok",
    errorCode: null,
    durationMs: 0,
    spans: null,
    trace: null,
    isFinished: false,
  };
}

const NO_CLIENT = { name: null, version: null };

/** The request is by a key that was accepted. */
export function observeKey(observation: Observation, access: KeyAccess): void {
  observation.keyId = access.keyId;
  observation.userId = access.userId;
}

/**
 * The message was read, and is one that is answered.
 * @param headers of the request, names in lower case
 */
export function observeRequest(
  observation: Observation,
  request: { id: RpcId; method: string; params: JsonObject },
  headers: Readonly<Record<string, unknown>>,
): void {
  observation.rpcId = request.id;
  observation.method = METHODS.has(request.method) ? request.method : OTHER;
  const app = headers["x-origin-app"];
  if (app !== undefined) observation.originApp = oneLine(String(app).trim(), TEXT_MAX);
  const transport =
    headers.traceparent === undefined ? null : readTraceContext(headers.traceparent, headers.tracestate);
  observation.trace = transport;
  const active = tracing();
  if (!active) return;
  const meta = isObject(request.params._meta) ? request.params._meta : undefined;
  const parent = readTraceContext(meta?.traceparent, meta?.tracestate);
  observation.spans = active.begin(observation, parent ?? transport, parent && transport);
}

/**
 * The request is about something at this server.
 * @param name of the tool or prompt there; anything else for what has none
 */
export function observeTarget(
  observation: Observation,
  upstream: UpstreamSnapshot,
  name: unknown,
  access: KeyAccess,
): void {
  observation.upstreamId = upstream.id;
  observation.workspaceId = upstream.workspaceId;
  observation.server = upstream.slug;
  observation.workspace = access.workspaces.find((one) => one.id === upstream.workspaceId)?.slug ?? "";
  observation.name = typeof name === "string" ? oneLine(name, NAME_MAX) : null;
}

/** The request is about something in one of these workspaces, whose policies keep the key out. */
export function observeBlocked(observation: Observation, [blocked, ...others]: readonly BlockedWorkspace[]): void {
  if (!blocked || others.length > 0) return;
  observation.workspaceId = blocked.id;
  observation.workspace = blocked.slug;
}

type Told = Pick<UpstreamCall, "params" | "modernMeta">;

/**
 * The request is passed on to its server now.
 * @param told what the server is to be told
 * @returns the same with the trace that it is part of: also in `_meta` (SEP-414), where spans of our own stand between
 */
export function observeForwarding(
  observation: Observation,
  upstream: UpstreamSnapshot,
  { params, modernMeta }: Told,
): Told & Pick<UpstreamCall, "trace"> {
  if (!observation.spans) return { params, modernMeta, trace: observation.trace };
  const trace = observation.spans.reach(observation, upstream.origin);
  if (modernMeta) return { params, modernMeta: { ...modernMeta, ...trace }, trace };
  const meta = isObject(params._meta) ? params._meta : {};
  return { params: { ...params, _meta: { ...meta, ...trace } }, modernMeta, trace };
}

/** The server has answered with this response. */
export function observeAnswer(observation: Observation, message: JsonObject): void {
  observation.outcome = outcomeOfAnswer(message);
  if (isObject(message.error) && typeof message.error.code === "number") observation.errorCode = message.error.code;
}

/** The request ends with this error. */
export function observeError(observation: Observation, error: unknown): void {
  observation.outcome = outcomeOfError(error);
  if (!(error instanceof RpcError)) return;
  observation.errorCode = error.code;
  noteRefusedCall(observation, error);
}

/** The client has gone in the middle of the answer. */
export function observeGone(observation: Observation): void {
  observation.outcome = "cancelled";
}

/** The answer is complete, or nobody is left to take it. Later calls change nothing. */
export function finishObservation(observation: Observation): void {
  if (observation.isFinished) return;
  observation.isFinished = true;
  observation.durationMs = performance.now() - observation.startedMs;
  // What is no request, and was not refused either, is a notification or a preflight: nobody waits for it.
  if (observation.method === "" && observation.outcome === "ok") {
    countEnd(null, 0);
    return;
  }
  countEnd(observation, observation.durationMs);
  logCall(observation);
  observation.spans?.end(observation);
  if (observation.keyId !== "") recordCall(recordOf(observation));
}

function recordOf(facts: CallFacts): CallRecord {
  const { requestId, at, durationMs, keyId, userId, workspaceId, upstreamId, name, outcome, client } = facts;
  return {
    requestId,
    at,
    durationMs,
    keyId,
    userId,
    workspaceId,
    upstreamId,
    method: facts.method || OTHER,
    name,
    outcome,
    client: oneLine(client.name, TEXT_MAX),
    clientVersion: oneLine(client.version, TEXT_MAX),
    address: facts.address,
    originApp: facts.originApp,
  };
}
