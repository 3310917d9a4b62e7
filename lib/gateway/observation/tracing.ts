import type { CallFacts } from "#lib/gateway/observation/call-facts";
import { single } from "#lib/process";
import type { TraceContext } from "#lib/telemetry/trace-context";

/** The spans of one request: its own, and that of the server it is passed on to. */
export type CallSpans = {
  /**
   * The request is passed on now.
   * @param origin scheme, host and port of the server
   * @returns what the server is told, so that its spans hang below
   */
  reach(facts: CallFacts, origin: string): TraceContext;
  end(facts: CallFacts): void;
};

/** Whatever records spans. */
export type Tracing = {
  /**
   * @param parent from `_meta`, or else from the header
   * @param transport from the header, where `_meta` names another
   */
  begin(facts: CallFacts, parent: TraceContext | null, transport: TraceContext | null): CallSpans;
  /** Sends what is buffered. Never rejects. */
  stop(): Promise<void>;
};

/** Null unless `OTEL_EXPORTER_OTLP_ENDPOINT` is set. */
export function tracing(): Tracing | null {
  return single("tracing", none);
}

function none(): Tracing | null {
  return null;
}
