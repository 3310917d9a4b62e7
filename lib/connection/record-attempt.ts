import { BoundedMap } from "#lib/bounds/bounded-map";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#lib/clock";
import type { RefusalKind } from "#lib/connection/dto";
import { pool } from "#lib/db/pool";
import { log } from "#lib/log";
import { single } from "#lib/process";
import { networkOf } from "#lib/rate-limit/network";
import { copyOf } from "#lib/text/beginning-of";
import { oneLine } from "#lib/text/one-line";

/** An attempt of a client that the gateway refused. */
export type RefusedAttempt = {
  at: Date;
  /** The client's address. Only its network is stored. */
  address: string;
  problem: RefusalKind;
  keyId: string | null;
  tokenStart: string | null;
  userAgent: string | undefined;
};

const FLUSH_EVERY_MS = SECOND_MS / 2;
/** The most attempts that one flush writes. Strangers may send any number of them, and a lost hint does no harm. */
const MAX_PENDING = 10;
/** Equal attempts within this time are written once. */
const SAME_WITHIN_MS = 5 * SECOND_MS;
const REMEMBERED_ATTEMPTS = 1_000;
const CLIENT_MAX = 100;
const RETENTION_MS = HOUR_MS;
const DELETE_EVERY_MS = MINUTE_MS;

/** A refused attempt as it is stored. */
type Attempt = Omit<RefusedAttempt, "userAgent"> & { client: string | null };

type Pending = {
  pending: Attempt[];
  seenAt: BoundedMap<string, number>;
  timer: NodeJS.Timeout | undefined;
  deletedAtMs: number;
};

function buffer(): Pending {
  return single("refused-attempts", () => ({
    pending: [],
    seenAt: new BoundedMap<string, number>(REMEMBERED_ATTEMPTS),
    timer: undefined,
    deletedAtMs: 0,
  }));
}

/** Records a refused attempt, so that a person who connects a client sees it. It only buffers the attempt. */
export function recordAttempt(attempt: RefusedAttempt): void {
  const state = buffer();
  const address = networkOf(attempt.address);
  const identity = copyOf(`${address} ${attempt.problem} ${attempt.keyId} ${attempt.tokenStart}`);
  const seenAtMs = state.seenAt.get(identity);
  const atMs = attempt.at.getTime();
  if (seenAtMs !== undefined && Math.abs(atMs - seenAtMs) < SAME_WITHIN_MS) return;
  if (state.pending.length >= MAX_PENDING) return;
  state.seenAt.set(identity, atMs);
  const { userAgent = "", ...rest } = attempt;
  // The client is the first product of the User-Agent (RFC 9110 section 10.1.5).
  state.pending.push({ ...rest, address, client: oneLine(userAgent.split(" ", 1)[0] ?? "", CLIENT_MAX) });
  if (state.timer) return;
  state.timer = setTimeout(() => void flushAttempts(), FLUSH_EVERY_MS);
  state.timer.unref();
}

/** Writes the buffered attempts, and deletes attempts that are more than an hour old. */
export async function flushAttempts(): Promise<void> {
  const state = buffer();
  clearTimeout(state.timer);
  state.timer = undefined;
  const attempts = state.pending.splice(0);
  const [first] = attempts;
  if (!first) return;
  try {
    await insertAttempts(attempts);
    if (first.at.getTime() - state.deletedAtMs < DELETE_EVERY_MS) return;
    state.deletedAtMs = first.at.getTime();
    await pool().query('DELETE FROM "RefusedAttempt" WHERE "at" < $1', [new Date(first.at.getTime() - RETENTION_MS)]);
  } catch (error) {
    log().warn({ error, attempts: attempts.length }, "Refused attempts could not be written.");
  }
}

async function insertAttempts(attempts: readonly Attempt[]): Promise<void> {
  await pool().query({
    name: "record-refused-attempts",
    text: `
      INSERT INTO "RefusedAttempt" ("at", "address", "problem", "keyId", "tokenStart", "client")
      SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])`,
    values: [
      attempts.map((one) => one.at),
      attempts.map((one) => one.address),
      attempts.map((one) => one.problem),
      attempts.map((one) => one.keyId),
      attempts.map((one) => one.tokenStart),
      attempts.map((one) => one.client),
    ],
  });
}
