import { Counter, Gauge } from "@prometheus-io/client";
import { SECOND_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { env } from "#lib/env";
import { callSeriesText } from "#lib/gateway/observation/call-metrics";
import { watch } from "#lib/gateway/watch/watch";
import { single } from "#lib/process";
import { RATE_LIMIT_STORES, rateLimitStore } from "#lib/rate-limit/shared-counts";
import { metricsRegistry } from "#lib/telemetry/metrics";
import { clockOffsetMs } from "#lib/time/database-clock";
import { callsWritten } from "#lib/usage/record-call";
import { VERSION } from "#lib/version";

/** All metrics in the text format of Prometheus, with its media type. */
export async function metricsText(): Promise<{ type: string; text: string }> {
  const calls = callSeriesText();
  single("state-metrics", registerStateMetrics);
  const registry = metricsRegistry();
  return { type: registry.contentType, text: `${await registry.metrics()}\n${calls}` };
}

/** Registers the metrics whose values are read when somebody asks for them. */
function registerStateMetrics(): true {
  const registers = [metricsRegistry()];
  const build = new Gauge({
    name: "latchkey_build_info",
    help: "Always 1. The labels say which version runs, on which Node.js, in which role.",
    labelNames: ["version", "node", "role"],
    registers,
  });
  build.set({ version: VERSION, node: process.versions.node, role: env().LATCHKEY_ROLE }, 1);
  new Gauge({
    name: "latchkey_usage_waiting",
    help: "Finished calls that wait to be written to the database.",
    registers,
    collect() {
      this.set(callsWritten().waiting);
    },
  });
  new Counter({
    name: "latchkey_usage_written_total",
    help: "Finished calls written to the database.",
    registers,
    collect() {
      this.reset();
      this.inc(callsWritten().written);
    },
  });
  new Counter({
    name: "latchkey_usage_dropped_total",
    help: "Finished calls that were never counted, because the database was away for too long.",
    registers,
    collect() {
      this.reset();
      this.inc(callsWritten().dropped);
    },
  });
  new Gauge({
    name: "latchkey_database_connections",
    help: "Connections to PostgreSQL: all open ones, idle ones, and requests that wait for one.",
    labelNames: ["state"],
    registers,
    collect() {
      const { totalCount, idleCount, waitingCount } = pool();
      this.set({ state: "open" }, totalCount);
      this.set({ state: "idle" }, idleCount);
      this.set({ state: "awaited" }, waitingCount);
    },
  });
  new Gauge({
    name: "latchkey_rate_limit_store",
    help: "The store that counts calls for the rate limits: 1 for the store in use.",
    labelNames: ["store"],
    registers,
    collect() {
      const used = rateLimitStore();
      for (const store of RATE_LIMIT_STORES) this.set({ store }, store === used ? 1 : 0);
    },
  });
  new Gauge({
    name: "latchkey_clock_offset_seconds",
    help: "How far the clock of this machine is ahead of the database's, by which Latchkey goes.",
    registers,
    collect() {
      const offsetMs = clockOffsetMs();
      if (offsetMs !== null) this.set(offsetMs / SECOND_MS);
    },
  });
  new Gauge({
    name: "latchkey_bell_up",
    help: "1 while changes of rights are reported at once, 0 while rights are polled.",
    registers,
    collect() {
      const { isBellUp } = watch();
      if (isBellUp !== undefined) this.set(isBellUp ? 1 : 0);
    },
  });
  return true;
}
