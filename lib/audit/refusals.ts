import { type Refusal, type RefusalSum, refusalRows } from "#lib/audit/refusal-rows";
import { BoundedMap } from "#lib/bounds/bounded-map";
import { MINUTE_MS } from "#lib/clock";
import { db, type Prisma } from "#lib/db/client";
import { log } from "#lib/log";
import { single } from "#lib/process";

/** The most different refusals that wait, and the most rows that wait for the database. Further ones are dropped. */
const MAX_WAITING = 5_000;
const WRITE_EVERY_MS = MINUTE_MS;

type Row = Prisma.AuditEventCreateManyInput;

type State = {
  sums: BoundedMap<string, RefusalSum>;
  /** Rows that could not be written, or were perhaps written while the response was lost. */
  failed: Row[];
  dropped: number;
  timer: NodeJS.Timeout | undefined;
  writing: Promise<void>;
};

function refusalState(): State {
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
 * Counts a refusal and returns at once. Refusals with the same workspace, the same person or key, and the same reason
 * become one audit event with their number. It is written at most one minute later, or by `flushRefusals`.
 */
export function countRefusal({ at, ...refusal }: Refusal): void {
  const current = refusalState();
  addToSums(current, { ...refusal, firstAt: at, lastAt: at, count: 1 });
  scheduleWrite(current);
}

/**
 * Writes the counted refusals now. The end of the process and tests call this. Refusals that cannot be written are kept
 * for the next attempt.
 */
export function flushRefusals(): Promise<void> {
  const current = refusalState();
  clearTimeout(current.timer);
  current.timer = undefined;
  current.writing = current.writing.then(() => writeRefusals(current));
  return current.writing;
}

/** Returns how many different refusals wait, and how many single ones were dropped since the last write. */
export function countWaitingRefusals(): { waiting: number; dropped: number } {
  const { sums, failed, dropped } = refusalState();
  return { waiting: sums.size + failed.length, dropped };
}

function scheduleWrite(current: State): void {
  current.timer ??= setTimeout(() => void flushRefusals(), WRITE_EVERY_MS).unref();
}

function addToSums({ sums }: State, sum: RefusalSum): void {
  const { workspaceId, by, reason } = sum;
  const identity = `${workspaceId}\n${by.keyId ?? by.userId}\n${reason}`;
  const existing = sums.get(identity);
  if (!existing) {
    sums.set(identity, sum);
    return;
  }
  const later = sum.lastAt >= existing.lastAt ? sum : existing;
  existing.count += sum.count;
  if (sum.firstAt < existing.firstAt) existing.firstAt = sum.firstAt;
  Object.assign(existing, {
    about: later.about,
    address: later.address,
    originApp: later.originApp,
    lastAt: later.lastAt,
  });
}

async function writeRefusals(current: State): Promise<void> {
  const sums = [...current.sums.values()];
  current.sums.clear();
  try {
    current.failed.push(...(await refusalRows(sums)));
  } catch (error) {
    for (const sum of sums) addToSums(current, sum);
    return retryLater(current, error);
  }
  for (const { count } of current.failed.splice(MAX_WAITING)) current.dropped += count ?? 1;
  try {
    // The rows have their ids already, so a row that was written while the response was lost is not written twice.
    if (current.failed.length > 0) await db().auditEvent.createMany({ data: current.failed, skipDuplicates: true });
    current.failed = [];
  } catch (error) {
    return retryLater(current, error);
  }
  if (current.dropped === 0) return;
  log().warn({ refusals: current.dropped }, "Too many different refusals at once. The audit log lacks some.");
  current.dropped = 0;
}

function retryLater(current: State, error: unknown): void {
  log().warn({ error }, "Refusals could not be written to the audit log. They are kept and tried again.");
  scheduleWrite(current);
}
