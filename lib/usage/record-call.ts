import { BoundedQueue } from "#lib/bounds/bounded-queue";
import { SECOND_MS } from "#lib/clock";
import { log } from "#lib/log";
import { single } from "#lib/process";
import { type CallRecord, isBatchWritten, writeCalls } from "#lib/usage/write-calls";

/** The most calls that wait to be written. Above it the oldest are dropped. One process needs two seconds to fill it. */
const MAX_WAITING = 20_000;
const MAX_BATCH = 2_000;
const WRITE_EVERY_MS = SECOND_MS;
const RETRY_AFTER_MS = 2 * SECOND_MS;

type State = {
  waiting: BoundedQueue<CallRecord>;
  /** The batch whose writing failed. It may be written all the same, when only the answer was lost. */
  failed: CallRecord[] | null;
  written: number;
  dropped: number;
  timer: NodeJS.Timeout | undefined;
  writing: Promise<boolean>;
};

function state(): State {
  return single("calls-to-write", makeState);
}

function makeState(): State {
  return {
    waiting: new BoundedQueue(MAX_WAITING),
    failed: null,
    written: 0,
    dropped: 0,
    timer: undefined,
    writing: Promise.resolve(true),
  };
}

/** Records a call. It only queues the call, which is written within some seconds or by `flushCalls`. */
export function recordCall(call: CallRecord): void {
  const current = state();
  if (current.waiting.push(call)) current.dropped += 1;
  if (!current.timer) scheduleWrite(current, WRITE_EVERY_MS);
}

/** Writes all waiting calls, at the end of the process and in tests. Calls that cannot be written stay in the queue. */
export async function flushCalls(): Promise<void> {
  const current = state();
  clearTimeout(current.timer);
  current.timer = undefined;
  await queueWrite(current);
}

/** Tells how many calls wait, and how many this process has written or dropped since its start. */
export function callsWritten(): { waiting: number; written: number; dropped: number } {
  const { waiting, failed, written, dropped } = state();
  return { waiting: waiting.size + (failed?.length ?? 0), written, dropped };
}

function scheduleWrite(current: State, afterMs: number): void {
  current.timer = setTimeout(async () => {
    const isDone = await queueWrite(current);
    // The timer stays set until all calls are written, so that `recordCall` sets no second one.
    current.timer = undefined;
    if (!isDone) scheduleWrite(current, RETRY_AFTER_MS);
    else if (current.waiting.size > 0) scheduleWrite(current, WRITE_EVERY_MS);
  }, afterMs);
  current.timer.unref();
}

/** Writes after all earlier writes have ended, so that only one of them retries a failed batch. */
function queueWrite(current: State): Promise<boolean> {
  const written = current.writing.then(() => writeWaiting(current));
  current.writing = written;
  return written;
}

/** Writes the waiting calls in batches. @returns false when the database could not take them */
async function writeWaiting(current: State): Promise<boolean> {
  for (;;) {
    const batch = current.failed ?? current.waiting.take(MAX_BATCH);
    if (batch.length === 0) return true;
    try {
      // The failed write may have succeeded with only its answer lost, and no call may count twice.
      if (!current.failed || !(await isBatchWritten(batch))) await writeCalls(batch);
      current.written += batch.length;
      current.failed = null;
    } catch (error) {
      if (!isContentError(error)) {
        current.failed = batch;
        log().warn({ error, calls: batch.length }, "Calls could not be counted. They are kept and tried again.");
        return false;
      }
      current.dropped += batch.length;
      current.failed = null;
      log().error({ error, calls: batch.length }, "Calls could not be counted and were dropped.");
    }
  }
}

/** Tells whether the database refuses the values themselves, so a retry cannot help: SQLSTATE classes 22, 23 and 54. */
function isContentError(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(22|23|54)/.test(String(error.code));
}
