import { BoundedMap } from "#lib/bounds/bounded-map";
import { SECOND_MS } from "#lib/clock";
import { ROWS_PER_KEY } from "#lib/keys/refusals/dto";
import { type RefusalSum, writeRefusals } from "#lib/keys/refusals/write-refusals";
import { log } from "#lib/log";
import { single } from "#lib/process";
import { oneLine } from "#lib/text/one-line";

/** A refused request that carried the token of a key. */
export type KeyRefusal = Omit<RefusalSum, "count" | "firstAt" | "lastAt"> & { at: Date };

const FLUSH_EVERY_MS = 2 * SECOND_MS;
/** A client that is refused again and again causes one write in this time. */
const WRITE_EVERY_MS = 30 * SECOND_MS;
/** The most sums that wait. Further ones are dropped, because a lost hint does no harm. */
const MAX_WAITING = 2_000;
const TEXT_MAX = 100;

type State = {
  sums: Map<string, RefusalSum>;
  /** How many sums of each key wait. Whoever has one token cannot use up the places of other keys. */
  waitingOfKey: Map<string, number>;
  /** When each recent sum was written, milliseconds since the epoch. */
  writtenAt: BoundedMap<string, number>;
  timer: NodeJS.Timeout | undefined;
  writing: Promise<void>;
};

function state(): State {
  return single("key-refusals", () => ({
    sums: new Map(),
    waitingOfKey: new Map(),
    writtenAt: new BoundedMap<string, number>(MAX_WAITING),
    timer: undefined,
    writing: Promise.resolve(),
  }));
}

/**
 * Counts a refusal for the page of its key, and returns at once. Only requests that carry the token of a key are counted
 * for it, so a stranger can write nothing there. Refusals of one key with the same workspace, reason, client and address
 * are one sum, which is written within seconds at first, and then every half minute while they go on.
 */
export function countKeyRefusal({ at, ...refusal }: KeyRefusal): void {
  const { sums, waitingOfKey } = state();
  const client = oneLine(refusal.client, TEXT_MAX);
  const address = oneLine(refusal.address, TEXT_MAX);
  const { keyId, workspaceId, reason } = refusal;
  const identity = JSON.stringify([keyId, workspaceId, reason, client, address]);
  const sum = sums.get(identity);
  if (sum) {
    sum.count += 1;
    if (at > sum.lastAt) sum.lastAt = at;
    return;
  }
  const waiting = waitingOfKey.get(keyId) ?? 0;
  if (waiting >= ROWS_PER_KEY || sums.size >= MAX_WAITING) return;
  waitingOfKey.set(keyId, waiting + 1);
  sums.set(identity, { ...refusal, client, address, count: 1, firstAt: at, lastAt: at });
  scheduleWrite();
}

/** Writes all sums that wait; for the end of the process and for tests. */
export async function flushKeyRefusals(): Promise<void> {
  const current = state();
  clearTimeout(current.timer);
  current.timer = undefined;
  await current.writing;
  await write([...current.sums.keys()]);
}

function scheduleWrite(): void {
  const current = state();
  current.timer ??= setTimeout(() => {
    current.timer = undefined;
    current.writing = writeDue(performance.now());
  }, FLUSH_EVERY_MS).unref();
}

async function writeDue(nowMs: number): Promise<void> {
  const { sums, writtenAt } = state();
  const due = [...sums.keys()].filter((identity) => {
    const atMs = writtenAt.get(identity);
    return atMs === undefined || nowMs - atMs >= WRITE_EVERY_MS;
  });
  for (const identity of due) writtenAt.set(identity, nowMs);
  await write(due);
  if (sums.size > 0) scheduleWrite();
}

async function write(identities: readonly string[]): Promise<void> {
  const { sums, waitingOfKey } = state();
  const taken = identities.flatMap((identity) => {
    const sum = sums.get(identity);
    if (!sum) return [];
    sums.delete(identity);
    const waiting = (waitingOfKey.get(sum.keyId) ?? 1) - 1;
    if (waiting === 0) waitingOfKey.delete(sum.keyId);
    else waitingOfKey.set(sum.keyId, waiting);
    return [{ identity, sum }];
  });
  if (taken.length === 0) return;
  try {
    await writeRefusals(taken);
  } catch (error) {
    log().warn({ error, refusals: taken.length }, "Refused attempts of some keys could not be written.");
  }
}
