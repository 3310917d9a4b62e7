import { collectDefaultMetrics, Registry } from "@prometheus-io/client";
import { single } from "#lib/process";

/** Of all metrics of this process, those that Node itself offers included. */
export function metricsRegistry(): Registry {
  return single("metrics", () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    return registry;
  });
}
