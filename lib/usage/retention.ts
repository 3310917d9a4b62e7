import { addDays, type Clock, HOUR_MS, MINUTE_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { env } from "#lib/env";
import { log } from "#lib/log";

/** Any number that no other part of the program locks. */
const RETENTION_LOCK = 7_201_021;
/** Rows deleted by one statement: few enough to be over in an instant. */
const MAX_DELETED = 5_000;

/**
 * Deletes calls older than `USAGE_RETENTION_DAYS` from the log, about every hour; the daily sums stay.
 * @returns stops it
 */
export function startUsageRetention(clock: Clock): () => void {
  let timer: NodeJS.Timeout;
  const schedule = (afterMs: number) => {
    // Replicas that started together do not come together.
    timer = setTimeout(() => void run(), afterMs * (0.5 + Math.random()));
    timer.unref();
  };
  const run = async () => {
    await deleteOldCalls(clock.now()).catch((error) => log().warn({ error }, "Old calls could not be deleted."));
    schedule(HOUR_MS);
  };
  schedule(2 * MINUTE_MS);
  return () => clearTimeout(timer);
}

/**
 * Deletes what is too old at `now`, in small steps. While another replica is at it, nothing.
 * @returns how many calls were deleted
 */
export async function deleteOldCalls(now: Date): Promise<number> {
  const before = addDays(now, -env().USAGE_RETENTION_DAYS);
  let deleted = 0;
  for (;;) {
    const { rowCount } = await pool().query({
      name: "delete-old-calls",
      text: `
        WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock($3) AS "isOurs"),
             old AS (SELECT "id" FROM "UsageEvent" WHERE "at" < $1 AND (SELECT "isOurs" FROM turn) ORDER BY "at" LIMIT $2)
        DELETE FROM "UsageEvent" USING old WHERE "UsageEvent"."id" = old."id"`,
      values: [before, MAX_DELETED, RETENTION_LOCK],
    });
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < MAX_DELETED) return deleted;
  }
}
