import { Counter } from "@prometheus-io/client";
import { single } from "#lib/process";
import { metricsRegistry } from "#lib/telemetry/metrics";

/** Counts an attempt to deliver a message. */
export function countAttempt(isDelivered: boolean): void {
  attempts().inc({ outcome: isDelivered ? "delivered" : "failed" });
}

function attempts(): Counter<"outcome"> {
  return single(
    "webhook-attempts",
    () =>
      new Counter({
        name: "latchkey_webhook_attempts_total",
        help: "Attempts to deliver a message to a webhook.",
        labelNames: ["outcome"],
        registers: [metricsRegistry()],
      }),
  );
}
