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
import { noteAnsweredCall } from "#lib/upstreams/health/failed-calls";
import { recordCall } from "#lib/usage/record-call";
import type { CallRecord } from "#lib/usage/write-calls";

/** One request to the MCP endpoint as operators see it in the log, the metrics, the traces and the usage. */
export type Observation = CallFacts & {
  spans: CallSpans | null;
  /** The trace that the client names in the headers. */
  trace: TraceContext | null;
  isFinished: boolean;
};

const OTHER = "other";
/** The longest text that is kept of a client or a proxy, in characters. */
const TEXT_MAX = 100;
/**
 * The longest name that is kept. PostgreSQL limits the entries of an index. Real names have at most some 100
 * characters.
 */
const NAME_MAX = 200;
/** The longest text about a failed server. */
const FAILURE_MAX = 300;

/** The methods that are counted by name. Clients may send any text as a method. */
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
 * Begins the observation of a request when it arrives.
 * @param givenId `X-Request-Id` of the request, if any
 * @param address of the client
 * @param userAgent of the client, if any
 */
export function beginObservation(
  at: Date,
  givenId: string | null,
  address: string,
  userAgent: string | null = null,
): Observation {
  countArrival();
  return {
    requestId: newRequestId(givenId),
    at,
    startedMs: performance.now(),
    address: oneLine(address, TEXT_MAX) ?? "",
    userAgent,
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
    failure: null,
    durationMs: 0,
    spans: null,
    trace: null,
    isFinished: false,
  };
}

const NO_CLIENT = { name: null, version: null, title: null };

/** Notes that the key of the request was accepted. */
export function observeKey(observation: Observation, access: KeyAccess): void {
  observation.keyId = access.keyId;
  observation.userId = access.userId;
}

/**
 * Notes that the message was read and is a request.
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
 * Notes the server that the request is for.
 * @param name of the tool or prompt at the server; any other value for a request without such a name
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

/** Notes the workspace whose policy blocks the key, when there is only one that the request can be for. */
export function observeBlocked(observation: Observation, [blocked, ...others]: readonly BlockedWorkspace[]): void {
  if (!blocked || others.length > 0) return;
  observation.workspaceId = blocked.id;
  observation.workspace = blocked.slug;
}

type Sent = Pick<UpstreamCall, "params" | "modernMeta">;

/**
 * Notes that the request goes to its server now.
 * @returns what is sent to the server, with the trace. When the gateway records spans, `_meta` names the trace too
 *   (SEP-414).
 */
export function observeForwarding(
  observation: Observation,
  upstream: UpstreamSnapshot,
  { params, modernMeta }: Sent,
): Sent & Pick<UpstreamCall, "trace"> {
  if (!observation.spans) return { params, modernMeta, trace: observation.trace };
  const trace = observation.spans.reach(observation, upstream.origin);
  if (modernMeta) return { params, modernMeta: { ...modernMeta, ...trace }, trace };
  const meta = isObject(params._meta) ? params._meta : {};
  return { params: { ...params, _meta: { ...meta, ...trace } }, modernMeta, trace };
}

/** Notes the response of the server. A server that answers works, also when it answers with an error. */
export function observeAnswer(observation: Observation, message: JsonObject): void {
  if (observation.upstreamId !== null) noteAnsweredCall(observation.upstreamId);
  observation.outcome = outcomeOfAnswer(message);
  if (isObject(message.error) && typeof message.error.code === "number") observation.errorCode = message.error.code;
}

/** Notes the error that the request ends with. */
export function observeError(observation: Observation, error: unknown): void {
  observation.outcome = outcomeOfError(error);
  if (!(error instanceof RpcError)) return;
  observation.errorCode = error.code;
  const { errorType, reason } = error.data ?? {};
  if (errorType === "UPSTREAM_FAILED") {
    observation.failure = { reason: String(reason), message: oneLine(error.message, FAILURE_MAX) ?? "" };
  }
  noteRefusedCall(observation, error);
}

/** Notes that the client has gone during the answer. */
export function observeGone(observation: Observation): void {
  observation.outcome = "cancelled";
}

/** Ends the observation: the answer is complete, or its client has gone. A second call of it does nothing. */
export function finishObservation(observation: Observation): void {
  if (observation.isFinished) return;
  observation.isFinished = true;
  observation.durationMs = performance.now() - observation.startedMs;
  // A message without a method that was not refused is a notification or a preflight. These are not counted as calls.
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
    clientTitle: oneLine(client.title, TEXT_MAX),
    address: facts.address,
    originApp: facts.originApp,
  };
}
