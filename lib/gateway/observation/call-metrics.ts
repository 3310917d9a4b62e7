import { Counter, Gauge, Histogram } from "@prometheus-io/client";
import { metricsRegistry } from "#lib/metrics";
import { single } from "#lib/process";
import type { CallOutcome } from "#lib/usage/outcome";

/** Each server makes some dozens of time series, which Prometheus keeps for weeks. */
const MAX_SERVERS = 300;
const OTHER = "other";
/** From a server next door to the longest call that clients wait for. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What is told apart: slugs, empty where no single server is concerned. */
type CallLabels = { workspace: string; server: string; method: string; outcome: CallOutcome };

const STREAM_KINDS = ["answer", "subscription"] as const;
export type StreamKind = (typeof STREAM_KINDS)[number];

type CallMetrics = {
  calls: Counter<keyof CallLabels>;
  durations: Histogram<"workspace" | "server" | "method">;
  servers: Set<string>;
  underWay: number;
  openStreams: Record<StreamKind, number>;
};

function callMetrics(): CallMetrics {
  return single("call-metrics", makeCallMetrics);
}

function makeCallMetrics(): CallMetrics {
  const registers = [metricsRegistry()];
  const made: CallMetrics = {
    calls: new Counter({
      name: "latchkey_calls_total",
      help: "Requests to the MCP endpoint that were answered.",
      labelNames: ["workspace", "server", "method", "outcome"],
      registers,
    }),
    durations: new Histogram({
      name: "latchkey_call_duration_seconds",
      help: "From the arrival of a request to the end of its answer.",
      labelNames: ["workspace", "server", "method"],
      buckets: BUCKETS_SECONDS,
      registers,
    }),
    servers: new Set(),
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

/** Has the metrics shown before there was any call. */
export function registerCallMetrics(): void {
  callMetrics();
}

/** A request has come. */
export function countArrival(): void {
  callMetrics().underWay += 1;
}

/** A request has been answered. @param labels null for what is no call, such as notifications */
export function countEnd(labels: CallLabels | null, durationMs: number): void {
  const { calls, durations } = callMetrics();
  callMetrics().underWay -= 1;
  if (!labels) return;
  const { workspace, server } = knownServer(labels.workspace, labels.server);
  const { method, outcome } = labels;
  calls.inc({ workspace, server, method, outcome });
  durations.observe({ workspace, server, method }, durationMs / 1_000);
}

/** An event stream begins. @returns to be called when it has ended */
export function countStream(kind: StreamKind): () => void {
  const { openStreams } = callMetrics();
  openStreams[kind] += 1;
  return () => {
    openStreams[kind] -= 1;
  };
}

/** Beyond a bound further servers are counted together. */
function knownServer(workspace: string, server: string): { workspace: string; server: string } {
  const { servers } = callMetrics();
  const name = `${workspace}/${server}`;
  if (servers.has(name)) return { workspace, server };
  if (servers.size >= MAX_SERVERS) return { workspace: OTHER, server: OTHER };
  servers.add(name);
  return { workspace, server };
}
