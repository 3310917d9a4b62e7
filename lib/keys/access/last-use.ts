import { SECOND_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { log } from "#lib/log";
import { single } from "#lib/process";
import { oneLine } from "#lib/text/one-line";

/** One use of a key: when, by which client, and from which address. */
export type KeyUse = {
  keyId: string;
  at: Date;
  client: string | null;
  version: string | null;
  /** The client's name for people. */
  title: string | null;
  address: string | null;
};

/** A key's last use is written at most this often. */
const WRITE_EVERY_MS = 10 * SECOND_MS;
const FLUSH_EVERY_MS = 2 * SECOND_MS;
/**
 * How many keys may wait to be written. Above this number, uses of further keys are dropped: a lost "last used" harms
 * nobody.
 */
const MAX_PENDING = 10_000;
const TEXT_MAX = 100;

type UseBuffer = {
  pending: Map<string, KeyUse>;
  /** When each recently used key was written, by `performance.now()`. */
  writtenAt: Map<string, number>;
  timer: NodeJS.Timeout | undefined;
  writing: Promise<void>;
};

function buffer(): UseBuffer {
  return single("key-usage", () => ({
    pending: new Map(),
    writtenAt: new Map(),
    timer: undefined,
    writing: Promise.resolve(),
  }));
}

/** Notes that a key was used, and returns at once. The use is written within a few seconds, or by `flushLastUses`. */
export function recordUse(use: KeyUse): void {
  const { pending } = buffer();
  const earlier = pending.get(use.keyId);
  if (!earlier && pending.size >= MAX_PENDING) return;
  // A later request that names no client (such as a bare curl) does not erase the name of an earlier one.
  const isNamed = use.client !== null || !earlier;
  pending.set(
    use.keyId,
    isNamed ? use : { ...use, client: earlier.client, version: earlier.version, title: earlier.title },
  );
  scheduleWrite();
}

/** Writes all uses that wait; for the end of the process and for tests. */
export async function flushLastUses(): Promise<void> {
  const state = buffer();
  clearTimeout(state.timer);
  state.timer = undefined;
  await state.writing;
  await write([...state.pending.values()]);
}

function scheduleWrite(): void {
  const state = buffer();
  if (state.timer) return;
  state.timer = setTimeout(() => {
    state.timer = undefined;
    state.writing = writeDue(performance.now());
  }, FLUSH_EVERY_MS);
  state.timer.unref();
}

async function writeDue(nowMs: number): Promise<void> {
  const { pending, writtenAt } = buffer();
  for (const [keyId, at] of writtenAt) if (nowMs - at >= WRITE_EVERY_MS) writtenAt.delete(keyId);
  const due = [...pending.values()].filter((use) => !writtenAt.has(use.keyId));
  for (const use of due) writtenAt.set(use.keyId, nowMs);
  await write(due);
  if (pending.size > 0) scheduleWrite();
}

async function write(uses: KeyUse[]): Promise<void> {
  if (uses.length === 0) return;
  const { pending } = buffer();
  for (const use of uses) if (pending.get(use.keyId) === use) pending.delete(use.keyId);
  try {
    await pool().query({
      name: "record-key-use",
      // The name of a client stays when a later request names none. An older use never replaces a newer one.
      text: `
        UPDATE "Key" k SET "lastUsedAt" = use.at,
               "lastUsedClient" = coalesce(use.client, k."lastUsedClient"),
               "lastUsedVersion" = CASE WHEN use.client IS NULL THEN k."lastUsedVersion" ELSE use.version END,
               "lastUsedTitle" = CASE WHEN use.client IS NULL THEN k."lastUsedTitle" ELSE use.title END,
               "lastUsedAddress" = use.address
          FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[])
               AS use(id, at, client, version, title, address)
         WHERE k."id" = use.id AND (k."lastUsedAt" IS NULL OR k."lastUsedAt" <= use.at)`,
      values: [
        uses.map((use) => use.keyId),
        uses.map((use) => use.at),
        uses.map((use) => oneLine(use.client, TEXT_MAX)),
        uses.map((use) => oneLine(use.version, TEXT_MAX)),
        uses.map((use) => oneLine(use.title, TEXT_MAX)),
        uses.map((use) => oneLine(use.address, TEXT_MAX)),
      ],
    });
  } catch (error) {
    log().warn({ error, keys: uses.length }, "The last use of some keys could not be written.");
  }
}
