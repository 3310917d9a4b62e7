import { BoundedMap } from "#lib/bounds/bounded-map";
import { SECOND_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { log } from "#lib/log";
import { single } from "#lib/process";
import type { FailureCode } from "#lib/upstreams/dto";

/** Failed calls cause no more checks of a server than one in this time, over all processes. */
export const CHECKS_APART_MS = 30 * SECOND_MS;
/** Each process writes about one server no more often than this. */
const WRITES_APART_MS = 5 * SECOND_MS;
const SERVERS_MAX = 10_000;

type Failed = { revision: number; code: FailureCode; message: string; at: Date };

/** What a process knows of the calls to a server that has failed at least one. */
class Note {
  /** The last failure since the last write; null when a call was answered after it. */
  failed: Failed | null = null;
  /** How many calls failed since the last write or the last answer. */
  count = 0;
  /** Whether a call was answered since the last write. */
  wasAnswered = false;
  /** Whether the last word of this process in the database is that calls fail. */
  isMarked = false;
  timer: NodeJS.Timeout | undefined;
  /** Ends with the last write, so that an earlier word never replaces a later one. */
  writing: Promise<void> = Promise.resolve();
  writtenAtMs = Number.NEGATIVE_INFINITY;
}

type Notes = { byServer: BoundedMap<string, Note>; writes: Set<Promise<void>> };

function notes(): Notes {
  return single("failed-calls", () => ({
    byServer: new BoundedMap<string, Note>(SERVERS_MAX, ({ timer }) => clearTimeout(timer)),
    writes: new Set<Promise<void>>(),
  }));
}

type Server = { id: string; revision: number };

/**
 * Notes that a call failed because of its server. The server is then shown with the failure, and it is checked soon.
 * Returns at once and never throws.
 * @param at the time of the failure
 */
export function noteFailedCall(
  { id, revision }: Server,
  failure: { code: FailureCode; message: string },
  at: Date,
): void {
  const { byServer } = notes();
  const note = byServer.get(id) ?? new Note();
  byServer.set(id, note);
  note.failed = { revision, code: failure.code, message: failure.message, at };
  // A tool may take longer than its limit on a server that works, so a call that ran out of time proves nothing.
  if (failure.code !== "TIMED_OUT") note.count += 1;
  schedule(id, note);
}

/** Notes that a server answered a call, with whatever. It costs nothing for a server without a failed call. */
export function noteAnsweredCall(id: string): void {
  const { byServer } = notes();
  if (byServer.size === 0) return;
  const note = byServer.get(id);
  if (!note || (!note.failed && !note.isMarked)) return;
  note.failed = null;
  note.count = 0;
  note.wasAnswered = true;
  schedule(id, note);
}

/** Writes all notes, at the end of the process and in tests. */
export async function flushFailedCalls(): Promise<void> {
  const { byServer, writes } = notes();
  for (const [id, note] of byServer.entries()) {
    clearTimeout(note.timer);
    note.timer = undefined;
    write(id, note);
  }
  await Promise.all(writes);
}

/** Writes now, or as soon as the pause after the last write is over. */
function schedule(id: string, note: Note): void {
  if (note.timer) return;
  const waitMs = note.writtenAtMs + WRITES_APART_MS - performance.now();
  if (waitMs <= 0) {
    write(id, note);
    return;
  }
  note.timer = setTimeout(() => {
    note.timer = undefined;
    write(id, note);
  }, waitMs);
  note.timer.unref();
}

function write(id: string, note: Note): void {
  const { failed, count, wasAnswered } = note;
  if (!failed && !wasAnswered) return;
  note.failed = null;
  note.count = 0;
  note.wasAnswered = false;
  note.isMarked = failed !== null;
  note.writtenAtMs = performance.now();
  const { writes } = notes();
  const work = note.writing
    .then(() => (failed ? mark(id, failed, count, wasAnswered) : clear(id)))
    .catch((error) => log().warn({ error, upstreamId: id }, "A failed call could not be noted."))
    .finally(() => writes.delete(work));
  note.writing = work;
  writes.add(work);
}

/** Does nothing when the server was changed after the call began, because the failure may be repaired. */
async function mark(id: string, { revision, code, message, at }: Failed, count: number, isNew: boolean): Promise<void> {
  await pool().query({
    name: "mark-failed-call",
    text: `
      UPDATE "Upstream"
         SET "callFailureCode" = $3, "callFailureMessage" = $4, "callFailedAt" = $5,
             "failedCalls" = CASE WHEN $7 THEN 0 ELSE "failedCalls" END + $6,
             "checkAt" = least("checkAt", greatest($5, greatest("catalogueAt", "failedAt") + $8 * interval '1 ms'))
       WHERE id = $1 AND revision = $2 AND "disabledAt" IS NULL`,
    values: [id, revision, code, message, at, count, isNew, CHECKS_APART_MS],
  });
}

async function clear(id: string): Promise<void> {
  await pool().query({
    name: "clear-failed-call",
    text: `
      UPDATE "Upstream"
         SET "callFailureCode" = NULL, "callFailureMessage" = NULL, "callFailedAt" = NULL, "failedCalls" = 0
       WHERE id = $1 AND "callFailedAt" IS NOT NULL`,
    values: [id],
  });
}
