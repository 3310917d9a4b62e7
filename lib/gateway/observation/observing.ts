import { flushRefusals } from "#lib/audit/refusals";
import { deleteOldAuditEvents } from "#lib/audit/retention";
import type { Repeating } from "#lib/background/repeating";
import { startRetention } from "#lib/background/retention";
import type { Clock } from "#lib/clock";
import { startTracing, stopTracing } from "#lib/gateway/observation/start-tracing";
import { flushLastUses } from "#lib/keys/access/last-use";
import { provide, single } from "#lib/process";
import { flushCalls } from "#lib/usage/record-call";
import { deleteOldCalls } from "#lib/usage/retention";

/** Begins what observing requests takes besides the requests themselves. */
export async function startObserving(clock: Clock): Promise<void> {
  await startTracing();
  provide("retention", [
    startRetention(clock, "Old calls", deleteOldCalls),
    startRetention(clock, "Old audit events", deleteOldAuditEvents),
  ]);
}

/** Writes and sends what is buffered; for the end of the process, while there still is a database. */
export async function stopObserving(): Promise<void> {
  // What is being deleted is not waited for: it is gone on with after the next start.
  for (const each of single("retention", (): Repeating[] => [])) void each.stop();
  await Promise.all([flushLastUses(), flushCalls(), flushRefusals(), stopTracing()]);
}
