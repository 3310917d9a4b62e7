import { db } from "#lib/db/client";
import type { Percentiles } from "#lib/usage/dto";
import type { GroupColumns, Rows } from "#lib/usage/sums";

/** The latest calls that are looked at: enough to be exact, few enough to be sorted at once. */
const MEASURED_CALLS = 50_000;

export const NOT_MEASURED: Percentiles = { p50Ms: null, p95Ms: null };

type MeasuredRow = { id: string | null; isTotal: boolean; p50Ms: number; p95Ms: number };

/**
 * How long the latest calls took that are still stored one by one.
 * @param rows of `UsageEvent`
 * @returns by the id of each group, and of all of them
 */
export async function measureLatest(
  rows: Rows,
  { columns, id }: GroupColumns,
): Promise<{ total: Percentiles; groups: Map<string, Percentiles> }> {
  const found = await db().$queryRaw<MeasuredRow[]>`
    WITH latest AS (
      SELECT * FROM "UsageEvent" WHERE ${rows} ORDER BY "at" DESC LIMIT ${MEASURED_CALLS}
    )
    SELECT ${id} AS "id", grouping(${columns}) > 0 AS "isTotal",
           percentile_cont(0.5) WITHIN GROUP (ORDER BY "durationMs") AS "p50Ms",
           percentile_cont(0.95) WITHIN GROUP (ORDER BY "durationMs") AS "p95Ms"
      FROM latest GROUP BY GROUPING SETS ((), (${columns}))`;
  const groups = new Map<string, Percentiles>();
  let total = NOT_MEASURED;
  for (const { id: group, isTotal, ...percentiles } of found) {
    if (isTotal) total = percentiles;
    else groups.set(group ?? "", percentiles);
  }
  return { total, groups };
}
