import { type Refusal, type RefusalSum, refusalRows } from "#lib/audit/refusal-rows";
import { BoundedMap } from "#lib/bounds/bounded-map";
import { MINUTE_MS } from "#lib/clock";
import { db, type Prisma } from "#lib/db/client";
import { log } from "#lib/log";
import { single } from "#lib/process";

/** Different refusals between two writings, and rows that wait for the database; beyond it they are dropped. */
const MAX_WAITING = 5_000;
const WRITE_EVERY_MS = MINUTE_MS;

type Row = Prisma.AuditEventCreateManyInput;

type State = {
  sums: BoundedMap<string, RefusalSum>;
  /** Rows that could not be written, or whose success was not heard of. */
  failed: Row[];
  dropped: number;
  timer: NodeJS.Timeout | undefined;
  writing: Promise<void>;
};

function state(): State {
  return single("refusals", () => {
    const onDrop = ({ count }: RefusalSum) => {
      made.dropped += count;
    };
    const sums = new BoundedMap<string, RefusalSum>(MAX_WAITING, onDrop);
    const made: State = { sums, failed: [], dropped: 0, timer: undefined, writing: Promise.resolve() };
    return made;
  });
}

/**
 * Counts a refusal; returns at once. Those of the same workspace, person or key, and reason are written together, as
 * one event with their number, a minute later at most, or by `flushRefusals`.
 */
export function noteRefusal({ at, ...refusal }: Refusal): void {
  const current = state();
  add(current, { ...refusal, firstAt: at, lastAt: at, count: 1 });
  schedule(current);
}

/** Writes what was counted; for the end of the process and for tests. What cannot be written is kept and tried again. */
export function flushRefusals(): Promise<void> {
  const current = state();
  clearTimeout(current.timer);
  current.timer = undefined;
  current.writing = current.writing.then(() => write(current));
  return current.writing;
}

/** How many different refusals wait, and how many single ones were dropped since the last writing. */
export function waitingRefusals(): { waiting: number; dropped: number } {
  const { sums, failed, dropped } = state();
  return { waiting: sums.size + failed.length, dropped };
}

function schedule(current: State): void {
  current.timer ??= setTimeout(() => void flushRefusals(), WRITE_EVERY_MS).unref();
}

function add({ sums }: State, sum: RefusalSum): void {
  const { workspaceId, by, reason } = sum;
  const identity = `${workspaceId}\n${by.keyId ?? by.userId}\n${reason}`;
  const known = sums.get(identity);
  if (!known) {
    sums.set(identity, sum);
    return;
  }
  const later = sum.lastAt >= known.lastAt ? sum : known;
  known.count += sum.count;
  if (sum.firstAt < known.firstAt) known.firstAt = sum.firstAt;
  Object.assign(known, {
    about: later.about,
    address: later.address,
    originApp: later.originApp,
    lastAt: later.lastAt,
  });
}

async function write(current: State): Promise<void> {
  const sums = [...current.sums.values()];
  current.sums.clear();
  try {
    current.failed.push(...(await refusalRows(sums)));
  } catch (error) {
    for (const sum of sums) add(current, sum);
    return later(current, error);
  }
  for (const { count } of current.failed.splice(MAX_WAITING)) current.dropped += count ?? 1;
  try {
    // Their ids were given before the first attempt: what was written with its answer lost is not written twice.
    if (current.failed.length > 0) await db().auditEvent.createMany({ data: current.failed, skipDuplicates: true });
    current.failed = [];
  } catch (error) {
    return later(current, error);
  }
  if (current.dropped === 0) return;
  log().warn({ refusals: current.dropped }, "Too many different refusals at once: some were not written down.");
  current.dropped = 0;
}

function later(current: State, error: unknown): void {
  log().warn({ error }, "Refusals could not be written down; they are kept and tried again.");
  schedule(current);
}
