import { collectDefaultMetrics, Registry } from "@prometheus-io/client";
import { single } from "#lib/process";

/** The registry of all metrics of this process, including those of Node. */
export function metricsRegistry(): Registry {
  return single("metrics", () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    return registry;
  });
}
