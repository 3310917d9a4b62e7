import { flushRefusals } from "#lib/audit/refusals";
import { deleteOldAuditEvents } from "#lib/audit/retention";
import type { Repeating } from "#lib/background/repeating";
import { startRetention } from "#lib/background/retention";
import type { Clock } from "#lib/clock";
import { startTracing, stopTracing } from "#lib/gateway/observation/start-tracing";
import { flushLastUses } from "#lib/keys/access/last-use";
import { flushKeyRefusals } from "#lib/keys/refusals/count-refusal";
import { deleteOldKeyRefusals } from "#lib/keys/refusals/retention";
import { provide, single } from "#lib/process";
import { flushFailedCalls } from "#lib/upstreams/health/failed-calls";
import { flushCalls } from "#lib/usage/record-call";
import { deleteOldCalls } from "#lib/usage/retention";

/** Starts tracing, and the retention of calls and audit events. */
export async function startObserving(clock: Clock): Promise<void> {
  await startTracing();
  provide("retention", [
    startRetention(clock, "Old calls", deleteOldCalls),
    startRetention(clock, "Old audit events", deleteOldAuditEvents),
    startRetention(clock, "Old refused attempts", deleteOldKeyRefusals),
  ]);
}

/** Writes and sends everything buffered. Called when the process ends, before the database stops. */
export async function stopObserving(): Promise<void> {
  // Retention is not waited for. It goes on after the next start.
  for (const each of single("retention", (): Repeating[] => [])) void each.stop();
  await Promise.all([
    flushLastUses(),
    flushCalls(),
    flushFailedCalls(),
    flushRefusals(),
    flushKeyRefusals(),
    stopTracing(),
  ]);
}
