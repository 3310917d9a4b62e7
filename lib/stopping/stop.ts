import { setTimeout as pause } from "node:timers/promises";
import { SECOND_MS } from "#lib/clock";
import { log } from "#lib/log";
import type { Cut } from "#lib/stopping/drain";
import { onStopRequests, type StopReason } from "#lib/stopping/stop-signals";

/** How long writing what is buffered and stopping the database may take. */
export const CLOSE_MAX_MS = 15 * SECOND_MS;

type Work = {
  /** Ends what is under way. @param hurry fires when somebody asks for the stop again */
  drain(hurry: AbortSignal): Promise<Cut>;
  /** Writes what is buffered and closes everything. Nothing is under way any more. */
  close(): Promise<void>;
};

/** Stops the process in order when it is asked to, and says in the log when that begins and how it ended. */
export function stopWhenAsked(work: Work): void {
  const hurry = new AbortController();
  onStopRequests({
    begin: (reason) => void stop(reason, work, hurry.signal),
    hurry: () => hurry.abort(),
  });
}

async function stop(signal: StopReason, { drain, close }: Work, hurry: AbortSignal): Promise<never> {
  const begunAtMs = performance.now();
  log().info({ signal }, "Latchkey is stopping.");
  try {
    const { calls, requests } = await drain(hurry);
    await inTime(close());
    const seconds = Math.round(performance.now() - begunAtMs) / SECOND_MS;
    log().info({ signal, cutCalls: calls, cutRequests: requests, seconds }, "Latchkey has stopped.");
    return process.exit(0);
  } catch (error) {
    log().error({ error }, "Latchkey did not stop cleanly.");
    return process.exit(1);
  }
}

/** @throws Error when it takes too long: a supervisor would end the process then, and nobody would know why */
async function inTime(closing: Promise<void>): Promise<void> {
  const isLate = await Promise.race([closing.then(() => false), pause(CLOSE_MAX_MS, true)]);
  if (isLate) throw new Error(`What was buffered could not be written within ${CLOSE_MAX_MS / SECOND_MS} seconds.`);
}
