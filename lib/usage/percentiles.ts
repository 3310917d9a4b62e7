import { db } from "#lib/db/client";
import type { Percentiles } from "#lib/usage/dto";
import type { GroupColumns, Rows } from "#lib/usage/sums";

/** The number of latest calls that are measured. It is large enough to be exact and small enough to sort quickly. */
const MEASURED_CALLS = 50_000;

/** The percentiles when no call is stored. */
export const NOT_MEASURED: Percentiles = { p50Ms: null, p95Ms: null };

type MeasuredRow = { id: string | null; isTotal: boolean; p50Ms: number; p95Ms: number };

/**
 * Measures the durations of the latest calls that are still stored one by one.
 * @param rows selects rows of `UsageEvent`
 * @returns the percentiles of all calls, and of each group by its id
 */
export async function measureLatestCalls(
  rows: Rows,
  { columns, id }: GroupColumns,
): Promise<{ total: Percentiles; groups: Map<string, Percentiles> }> {
  const measured = await db().$queryRaw<MeasuredRow[]>`
    WITH latest AS (
      SELECT * FROM "UsageEvent" WHERE ${rows} ORDER BY "at" DESC LIMIT ${MEASURED_CALLS}
    )
    SELECT ${id} AS "id", grouping(${columns}) > 0 AS "isTotal",
           percentile_cont(0.5) WITHIN GROUP (ORDER BY "durationMs") AS "p50Ms",
           percentile_cont(0.95) WITHIN GROUP (ORDER BY "durationMs") AS "p95Ms"
      FROM latest GROUP BY GROUPING SETS ((), (${columns}))`;
  const groups = new Map<string, Percentiles>();
  let total = NOT_MEASURED;
  for (const { id: group, isTotal, ...percentiles } of measured) {
    if (isTotal) total = percentiles;
    else groups.set(group ?? "", percentiles);
  }
  return { total, groups };
}
