import { setTimeout as pause } from "node:timers/promises";
import {
  type Context,
  createTraceState,
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { SECOND_MS } from "#lib/clock";
import { env } from "#lib/env";
import type { CallFacts } from "#lib/gateway/observation/call-facts";
import { callAttributes, errorAttributes, spanName } from "#lib/gateway/observation/span-attributes";
import type { CallSpans, Tracing } from "#lib/gateway/observation/tracing";
import { log } from "#lib/log";
import { IMPLEMENTATION } from "#lib/mcp/protocol";
import type { TraceContext } from "#lib/telemetry/trace-context";

/** The most spans that wait to be sent. Further spans are dropped. */
const MAX_WAITING = 8_192;
const STOP_TIMEOUT_MS = 3 * SECOND_MS;

/**
 * Records spans with the OpenTelemetry SDK and sends them to `OTEL_EXPORTER_OTLP_ENDPOINT` by OTLP over HTTP. Headers,
 * timeouts and compression are the exporter's own settings (`OTEL_EXPORTER_OTLP_HEADERS` and so on).
 */
export function openTelemetry(): Tracing {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER_ARG } = env();
  logTroubles();
  const exporter = new OTLPTraceExporter({ url: `${OTEL_EXPORTER_OTLP_ENDPOINT}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": OTEL_SERVICE_NAME,
      "service.version": IMPLEMENTATION.version,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(OTEL_TRACES_SAMPLER_ARG) }),
    spanProcessors: [new BatchSpanProcessor({ exporter, maxQueueSize: MAX_WAITING })],
  });
  const tracer = provider.getTracer(IMPLEMENTATION.name, IMPLEMENTATION.version);
  return {
    begin: (facts, parent, transport) => new OpenSpans(tracer, facts, parent, transport),
    stop: () => stop(provider),
  };
}

/** Sends the buffered spans, with a time limit: the exporter retries for longer than a stop may take. */
async function stop(provider: TracerProvider): Promise<void> {
  const tooLong = pause(STOP_TIMEOUT_MS, undefined, { ref: false });
  await Promise.race([provider.shutdown(), tooLong]).catch((error) =>
    log().warn({ error }, "Spans could not be sent."),
  );
}

/** Logs the warnings of the SDK, which reports an unreachable collector nowhere else. */
function logTroubles(): void {
  const warn = (message: string) => log().warn({ reason: message.slice(0, 500) }, "Tracing is in trouble.");
  const nothing = () => {};
  diag.setLogger(
    { error: warn, warn, info: nothing, debug: nothing, verbose: nothing },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

/**
 * Spans by the conventions for MCP: the parent is the span that `_meta` names, and the span of the transport is linked.
 */
class OpenSpans implements CallSpans {
  readonly #tracer: Tracer;
  readonly #span: Span;
  readonly #context: Context;
  #toServer: Span | undefined;

  constructor(tracer: Tracer, facts: CallFacts, parent: TraceContext | null, transport: TraceContext | null) {
    const above = parent ? trace.setSpanContext(ROOT_CONTEXT, remote(parent)) : ROOT_CONTEXT;
    this.#tracer = tracer;
    this.#span = tracer.startSpan(
      facts.method,
      {
        kind: SpanKind.SERVER,
        startTime: facts.startedMs,
        ...(transport && { links: [{ context: remote(transport) }] }),
      },
      above,
    );
    this.#context = trace.setSpan(above, this.#span);
  }

  reach(facts: CallFacts, origin: string): TraceContext {
    const { hostname, port, protocol } = new URL(origin);
    const span = this.#tracer.startSpan(spanName(facts), { kind: SpanKind.CLIENT }, this.#context);
    span.setAttributes({
      "server.address": hostname,
      "server.port": Number(port || (protocol === "https:" ? 443 : 80)),
    });
    this.#toServer = span;
    return named(span.spanContext());
  }

  end(facts: CallFacts): void {
    for (const span of [this.#toServer, this.#span]) {
      if (!span?.isRecording()) continue;
      span.updateName(spanName(facts));
      span.setAttributes(callAttributes(facts));
      const error = errorAttributes(facts);
      if (error) span.setAttributes(error).setStatus({ code: SpanStatusCode.ERROR });
    }
    const endMs = facts.startedMs + facts.durationMs;
    this.#toServer?.end(endMs);
    this.#span.end(endMs);
  }
}

function remote({ traceparent, tracestate }: TraceContext): SpanContext {
  const [, traceId = "", spanId = "", flags = "00"] = traceparent.split("-");
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
    ...(tracestate && { traceState: createTraceState(tracestate) }),
  };
}

function named({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const tracestate = traceState?.serialize();
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
  return tracestate ? { traceparent, tracestate } : { traceparent };
}
