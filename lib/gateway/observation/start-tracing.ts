import { env } from "#lib/env";
import { tracing } from "#lib/gateway/observation/tracing";
import { provide } from "#lib/process";

/** Starts recording spans when the settings name a collector. Otherwise the SDK is not loaded. */
export async function startTracing(): Promise<void> {
  if (!env().OTEL_EXPORTER_OTLP_ENDPOINT) return;
  const { openTelemetry } = await import("#lib/gateway/observation/open-telemetry");
  provide("tracing", openTelemetry());
}

/** Sends the buffered spans. Called when the process ends. */
export async function stopTracing(): Promise<void> {
  await tracing()?.stop();
  provide("tracing", null);
}
