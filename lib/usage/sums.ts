import { db, Prisma } from "#lib/db/client";
import type { UsageRest, UsageSums, UsageUnit } from "#lib/usage/dto";
import { type OutcomeClass, outcomesOf } from "#lib/usage/outcome-class";
import { type Span, unitsOf } from "#lib/usage/periods";

/** A condition that selects rows of usage. It also decides which calls the caller may see. */
export type Rows = Prisma.Sql;

type SumRow = Record<OutcomeClass, number> & { calls: number; totalMs: number; maxMs: number };

const COUNTS = ["calls", "succeeded", "failed", "refused", "cancelled"] as const;

/** Counts the calls of one class of outcomes. */
function callsOf(outcomeClass: OutcomeClass): Prisma.Sql {
  return Prisma.sql`coalesce(sum("calls") FILTER (WHERE "outcome" = ANY(${outcomesOf(outcomeClass)})), 0)::float8`;
}

const SUMS = Prisma.sql`
  sum("calls")::float8 AS "calls", ${callsOf("succeeded")} AS "succeeded", ${callsOf("failed")} AS "failed",
  ${callsOf("refused")} AS "refused", ${callsOf("cancelled")} AS "cancelled",
  sum("totalMs") AS "totalMs", max("maxMs")::float8 AS "maxMs"`;

const SUMS_OF_SUMS = Prisma.sql`
  sum("calls") AS "calls", sum("succeeded") AS "succeeded", sum("failed") AS "failed", sum("refused") AS "refused",
  sum("cancelled") AS "cancelled", sum("totalMs") AS "totalMs", max("maxMs") AS "maxMs"`;

/** Adds up the calls of each day or week of the span, also of those without calls, and of the whole span. */
export async function sumByUnit(rows: Rows, span: Span): Promise<{ units: UsageUnit[]; total: UsageSums }> {
  // Without the cast `date_trunc` would read the day as an instant in the time zone of the database.
  const sums = await db().$queryRaw<(SumRow & { from: Date })[]>`
    SELECT date_trunc(${span.unit}, "day"::timestamp)::date AS "from", ${SUMS}
      FROM "UsageDay" WHERE ${rows} GROUP BY 1`;
  const byUnit = new Map(sums.map((row) => [row.from.getTime(), row]));
  const units = unitsOf(span).map((from) => ({ from, ...toUsageSums(byUnit.get(from.getTime()) ?? NO_CALLS) }));
  return { units, total: toUsageSums(sums.reduce(addSums, NO_CALLS)) };
}

/** The columns that form groups, and the expression that is the id of a group. */
export type GroupColumns = { columns: Prisma.Sql; id: Prisma.Sql };

/** A position in the list of groups. The group with the most calls comes first, and equal groups are sorted by id. */
export type GroupPosition = { calls: number; id: string };

type GroupSums = { top: (UsageSums & { id: string })[]; rest: UsageRest | null };

/**
 * Adds up the groups with the most calls one by one, and all other groups together.
 * @param shown the number of groups to add up one by one
 * @param after the position of the last group before this page; null for the first page
 */
export async function sumByGroup(
  rows: Rows,
  { columns, id }: GroupColumns,
  shown: number,
  after: GroupPosition | null = null,
): Promise<GroupSums> {
  const isAfter = after
    ? Prisma.sql`"calls" < ${after.calls} OR ("calls" = ${after.calls} AND "id" > ${after.id})`
    : Prisma.sql`true`;
  const sums = await db().$queryRaw<(SumRow & { id: string | null; groups: number })[]>`
    WITH summed AS (SELECT ${id} AS "id", ${SUMS} FROM "UsageDay" WHERE ${rows} GROUP BY ${columns}),
         ranked AS (SELECT *, row_number() OVER (ORDER BY "calls" DESC, "id") AS "place" FROM summed WHERE ${isAfter})
    SELECT CASE WHEN "place" <= ${shown} THEN "id" END AS "id", count(*)::int AS "groups", ${SUMS_OF_SUMS}
      FROM ranked GROUP BY 1 ORDER BY min("place")`;
  const rest = sums.find((row) => row.id === null);
  return {
    top: sums.flatMap((row) => (row.id === null ? [] : [{ id: row.id, ...toUsageSums(row) }])),
    rest: rest ? { groups: rest.groups, ...toUsageSums(rest) } : null,
  };
}

const NO_CALLS: SumRow = { calls: 0, succeeded: 0, failed: 0, refused: 0, cancelled: 0, totalMs: 0, maxMs: 0 };

function addSums(one: SumRow, other: SumRow): SumRow {
  const sum = { ...one, totalMs: one.totalMs + other.totalMs, maxMs: Math.max(one.maxMs, other.maxMs) };
  for (const name of COUNTS) sum[name] += other[name];
  return sum;
}

function toUsageSums({ calls, succeeded, failed, refused, cancelled, totalMs, maxMs }: SumRow): UsageSums {
  const times = calls > 0 ? { meanMs: totalMs / calls, maxMs } : { meanMs: null, maxMs: null };
  return { calls, succeeded, failed, refused, cancelled, ...times };
}
