import { addDays, MINUTE_MS } from "#lib/clock";
import { newId } from "#lib/ids";
import { flushLastUses, recordUse } from "#lib/keys/access/last-use";
import type { CallOutcome } from "#lib/usage/outcome";
import { type CallRecord, writeCalls } from "#lib/usage/write-calls";
import type { UsedKey } from "#prisma/seed/keys";
import type { People } from "#prisma/seed/people";
import type { Servers } from "#prisma/seed/servers";

const DAYS = 60;
const CALLS_A_DAY = 40;
/** The tools that are called most come first. */
const TOOLS = ["list_notes", "list_notes", "list_notes", "add_note", "shout", "delete_notes"];
const OUTCOMES: CallOutcome[] = [
  "ok",
  "ok",
  "ok",
  "ok",
  "ok",
  "ok",
  "tool_error",
  "refused",
  "upstream_failed",
  "cancelled",
];

/** The same numbers in every run, so that screenshots of two runs can be compared (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Writes two months of calls by the keys in use, fewer on weekends, and when each key was used last. */
export async function seedHistory({ now, workspace }: People, servers: Servers, keys: UsedKey[]): Promise<void> {
  const random = seededRandom(1);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  for (let ago = DAYS; ago >= 0; ago -= 1) {
    const day = addDays(now, -ago);
    const isWeekend = day.getUTCDay() % 6 === 0;
    const count = Math.ceil(random() * (isWeekend ? CALLS_A_DAY / 5 : CALLS_A_DAY));
    const calls = Array.from({ length: count }, (_, index): CallRecord => {
      const key = pick(keys);
      return {
        requestId: newId("evt"),
        at: new Date(day.getTime() - index * MINUTE_MS),
        durationMs: 5 + 200 * random() ** 3,
        keyId: key.id,
        userId: key.userId,
        workspaceId: workspace.id,
        upstreamId: pick([servers.notebook, servers.notebook, servers.everything]),
        method: "tools/call",
        name: pick(TOOLS),
        outcome: pick(OUTCOMES),
        client: key.client,
        clientVersion: key.version,
        clientTitle: key.title,
        address: "192.0.2.10",
        originApp: null,
      };
    });
    await writeCalls(calls);
  }
  for (const [index, { id: keyId, client, version, title }] of keys.entries()) {
    const at = new Date(now.getTime() - index * 45 * MINUTE_MS);
    recordUse({ keyId, at, client, version, title, address: "192.0.2.10" });
  }
  await flushLastUses();
}
