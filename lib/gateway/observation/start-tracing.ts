import { env } from "#lib/env";
import { tracing } from "#lib/gateway/observation/tracing";
import { provide } from "#lib/process";

/** Begins to record spans where the settings say where to send them; the SDK is not even loaded otherwise. */
export async function startTracing(): Promise<void> {
  if (!env().OTEL_EXPORTER_OTLP_ENDPOINT) return;
  const { openTelemetry } = await import("#lib/gateway/observation/open-telemetry");
  provide("tracing", openTelemetry());
}

/** Sends what is buffered; for the end of the process. */
export async function stopTracing(): Promise<void> {
  await tracing()?.stop();
  provide("tracing", null);
}
