import { BoundedQueue } from "#lib/bounds/bounded-queue";
import { SECOND_MS } from "#lib/clock";
import { log } from "#lib/log";
import { single } from "#lib/process";
import { areWritten, type CallRecord, writeCalls } from "#lib/usage/write-calls";

/** Calls waiting to be written; above it the oldest go. Two seconds of the load that one process can carry. */
const MAX_WAITING = 20_000;
const MAX_BATCH = 2_000;
const WRITE_EVERY_MS = SECOND_MS;
const RETRY_AFTER_MS = 2 * SECOND_MS;

type State = {
  waiting: BoundedQueue<CallRecord>;
  /** The batch that could not be written, or whose success was not heard of. */
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

/** Counts a call; returns at once. It is written within some seconds, or by `flushCalls`. */
export function recordCall(call: CallRecord): void {
  const current = state();
  if (current.waiting.push(call)) current.dropped += 1;
  if (!current.timer) schedule(current, WRITE_EVERY_MS);
}

/** Writes whatever is waiting; for the end of the process and for tests. What cannot be written goes on waiting. */
export async function flushCalls(): Promise<void> {
  const current = state();
  clearTimeout(current.timer);
  current.timer = undefined;
  await write(current);
}

/** How many calls wait, and how many this process has written or had to drop since its start. */
export function callsWritten(): { waiting: number; written: number; dropped: number } {
  const { waiting, failed, written, dropped } = state();
  return { waiting: waiting.size + (failed?.length ?? 0), written, dropped };
}

function schedule(current: State, afterMs: number): void {
  current.timer = setTimeout(async () => {
    const isDone = await write(current);
    // The timer counts as set until all is written, so that nobody sets another meanwhile.
    current.timer = undefined;
    if (!isDone) schedule(current, RETRY_AFTER_MS);
    else if (current.waiting.size > 0) schedule(current, WRITE_EVERY_MS);
  }, afterMs);
  current.timer.unref();
}

/** One after the other: a batch that failed is asked for and tried again by one alone. */
function write(current: State): Promise<boolean> {
  const written = current.writing.then(() => writeWaiting(current));
  current.writing = written;
  return written;
}

/** @returns false when the database could not take them */
async function writeWaiting(current: State): Promise<boolean> {
  for (;;) {
    const batch = current.failed ?? current.waiting.take(MAX_BATCH);
    if (batch.length === 0) return true;
    try {
      // Its writing may have succeeded with the answer lost on the way, and no call counts twice.
      if (!current.failed || !(await areWritten(batch))) await writeCalls(batch);
      current.written += batch.length;
      current.failed = null;
    } catch (error) {
      if (!isAboutContent(error)) {
        current.failed = batch;
        log().warn({ error, calls: batch.length }, "Calls could not be counted; they are kept and tried again.");
        return false;
      }
      current.dropped += batch.length;
      current.failed = null;
      log().error({ error, calls: batch.length }, "Calls could not be counted and were dropped.");
    }
  }
}

/** Classes 22, 23 and 54 of SQLSTATE: the database refuses the values themselves, and always will. */
function isAboutContent(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(22|23|54)/.test(String(error.code));
}
