import type { Clock } from "#lib/clock";
import { startTracing, stopTracing } from "#lib/gateway/observation/start-tracing";
import { flushLastUses } from "#lib/keys/last-use";
import { provide, single } from "#lib/process";
import { flushCalls } from "#lib/usage/record-call";
import { startUsageRetention } from "#lib/usage/retention";

/** Begins what observing requests takes besides the requests themselves. */
export async function startObserving(clock: Clock): Promise<void> {
  await startTracing();
  provide("stop-usage-retention", startUsageRetention(clock));
}

/** Writes and sends what is buffered; for the end of the process, while there still is a database. */
export async function stopObserving(): Promise<void> {
  single("stop-usage-retention", () => () => {})();
  await Promise.all([flushLastUses(), flushCalls(), stopTracing()]);
}
