import { type Repeating, repeat } from "#lib/background/repeating";
import { SECOND_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { log } from "#lib/log";
import { clockOffsetMs, databaseTime, readOwnClocks } from "#lib/time/database-clock";
import { newsOfOffset, offsetInWords } from "#lib/time/offset-report";

/** How often the database is asked for its time. A jump of its clock is noticed within one and a half times this. */
const ASK_EVERY_MS = SECOND_MS;
/** The shortest time between two questions after a jump of the own clock, for while the database is away. */
const ASK_AGAIN_AFTER_MS = 100;

/**
 * Asks the database for its time, and again about every second, and tells operators when the clock of this machine is
 * off. Every process calls this before it serves anything.
 * @returns `stop` asks no more; the clock goes on from what it knows
 * @throws the error of the database when it cannot be reached the first time
 */
export async function keepTime(): Promise<Repeating> {
  let toldMs: number | null = null;
  let asking: Promise<void> | undefined;
  const ask = async () => {
    await askForTime();
    toldMs = tell(toldMs);
  };
  const askOnce = () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
  // Others say that the database is away. Meanwhile the clock goes on from what it knows.
  const askQuietly = () => askOnce().catch((error: unknown) => log().debug({ error }, "The database told no time."));
  await askOnce();
  const repeating = repeat({
    failure: "The database could not be asked for its time.",
    everyMs: ASK_EVERY_MS,
    work: askQuietly,
  });
  let askedAgainAtMs = Number.NEGATIVE_INFINITY;
  databaseTime().askAgain = () => {
    const nowMs = performance.now();
    if (nowMs - askedAgainAtMs < ASK_AGAIN_AFTER_MS) return;
    askedAgainAtMs = nowMs;
    void askQuietly();
  };
  return {
    stop: async () => {
      databaseTime().askAgain = undefined;
      await repeating.stop();
      await asking?.catch(() => {});
    },
  };
}

const TIME = {
  name: "tell-time",
  text: 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "databaseMs"',
};

/**
 * Asks the database for its time once. A command calls this before it asks `databaseClock`.
 * @throws the error of the database when it cannot be reached
 */
export async function askForTime(): Promise<void> {
  const sent = readOwnClocks();
  const { rows } = await pool().query<{ databaseMs: number }>(TIME);
  const received = readOwnClocks();
  const [row] = rows;
  if (row) databaseTime().estimate.take(sent, row.databaseMs, received);
}

/** @returns the offset of which operators know now; null for none */
function tell(toldMs: number | null): number | null {
  const offsetMs = clockOffsetMs();
  const news = offsetMs === null ? null : newsOfOffset(toldMs, offsetMs);
  if (offsetMs === null || news === null) return toldMs;
  const offsetSeconds = offsetMs / SECOND_MS;
  if (news === "gone") {
    log().info({ offsetSeconds }, "The clock of this machine agrees with the database's again.");
    return null;
  }
  const goesBy = "Latchkey goes by the database's clock. Set the clock that is wrong.";
  log().warn({ offsetSeconds }, `${offsetInWords(offsetMs)} ${goesBy}`);
  return offsetMs;
}
