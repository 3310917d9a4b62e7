import { Gauge } from "@prometheus-io/client";
import { STREAM_KINDS, type StreamKind } from "#lib/gateway/messages/reply";
import { type CallLabels, CallSeries } from "#lib/gateway/observation/call-series";
import { single } from "#lib/process";
import { metricsRegistry } from "#lib/telemetry/metrics";

type CallMetrics = {
  series: CallSeries;
  underWay: number;
  openStreams: Record<StreamKind, number>;
};

function callMetrics(): CallMetrics {
  return single("call-metrics", makeCallMetrics);
}

function makeCallMetrics(): CallMetrics {
  const registers = [metricsRegistry()];
  const made: CallMetrics = {
    series: new CallSeries(),
    underWay: 0,
    openStreams: { answer: 0, subscription: 0 },
  };
  new Gauge({
    name: "latchkey_open_streams",
    help: "Event streams being sent: answers to calls, and subscriptions.",
    labelNames: ["kind"],
    registers,
    collect() {
      for (const kind of STREAM_KINDS) this.set({ kind }, made.openStreams[kind]);
    },
  });
  new Gauge({
    name: "latchkey_calls_in_progress",
    help: "Requests to the MCP endpoint whose answers are not complete; subscriptions count as answered once they are open.",
    registers,
    collect() {
      this.set(made.underWay);
    },
  });
  return made;
}

/** The counted calls in the text format of Prometheus. The registry shows the other metrics, and starts here. */
export function callSeriesText(): string {
  return callMetrics().series.text();
}

/** Counts a request that has come. */
export function countArrival(): void {
  callMetrics().underWay += 1;
}

/**
 * Counts a request that has been answered.
 * @param labels null for a message that is no request, such as a notification
 */
export function countEnd(labels: CallLabels | null, durationMs: number): void {
  const metrics = callMetrics();
  metrics.underWay -= 1;
  if (labels) metrics.series.count(labels, durationMs / 1_000);
}

/**
 * Counts an event stream that begins.
 * @returns a function that counts its end
 */
export function countStream(kind: StreamKind): () => void {
  const { openStreams } = callMetrics();
  openStreams[kind] += 1;
  return () => {
    openStreams[kind] -= 1;
  };
}
