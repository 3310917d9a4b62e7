import { deleteInSteps } from "#lib/background/retention";
import { addDays } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { env } from "#lib/env";

/** The number of the advisory lock. No other part of the program uses it. */
const RETENTION_LOCK = 7_201_021;

/**
 * Deletes calls from the log that are older than `USAGE_RETENTION_DAYS` at `now`. The daily sums stay. It deletes nothing
 * while another replica is deleting.
 * @returns how many calls were deleted
 */
export function deleteOldCalls(now: Date): Promise<number> {
  const before = addDays(now, -env().USAGE_RETENTION_DAYS);
  return deleteInSteps(async (most) => {
    const { rowCount } = await pool().query({
      name: "delete-old-calls",
      text: `
        WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock($3) AS "isOurs"),
             old AS (SELECT "id" FROM "UsageEvent" WHERE "at" < $1 AND (SELECT "isOurs" FROM turn) ORDER BY "at" LIMIT $2)
        DELETE FROM "UsageEvent" USING old WHERE "UsageEvent"."id" = old."id"`,
      values: [before, most, RETENTION_LOCK],
    });
    return rowCount ?? 0;
  });
}
