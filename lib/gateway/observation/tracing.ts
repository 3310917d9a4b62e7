import type { CallFacts } from "#lib/gateway/observation/call-facts";
import { single } from "#lib/process";
import type { TraceContext } from "#lib/telemetry/trace-context";

/** The spans of one request: its own span, and the span of the request to the server. */
export type CallSpans = {
  /**
   * Begins the span of the request to the server.
   * @param origin scheme, host and port of the server
   * @returns the context for the server, so its spans become children of this span
   */
  reach(facts: CallFacts, origin: string): TraceContext;
  end(facts: CallFacts): void;
};

/** A recorder of spans. */
export type Tracing = {
  /**
   * @param parent from `_meta`, or else from the header
   * @param transport from the header, when `_meta` names another trace
   */
  begin(facts: CallFacts, parent: TraceContext | null, transport: TraceContext | null): CallSpans;
  /** Sends the buffered spans. Never rejects. */
  stop(): Promise<void>;
};

/** The recorder of this process; null unless `OTEL_EXPORTER_OTLP_ENDPOINT` is set. */
export function tracing(): Tracing | null {
  return single("tracing", none);
}

function none(): Tracing | null {
  return null;
}
