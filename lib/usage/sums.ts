import { db, Prisma } from "#lib/db/client";
import type { UsageRest, UsageSums, UsageUnit } from "#lib/usage/dto";
import { type OutcomeClass, outcomesOf } from "#lib/usage/outcome-class";
import { type Span, unitsOf } from "#lib/usage/periods";

/** Which rows of `UsageDay` are summed up. Whoever makes one decides by it who sees what. */
export type Rows = Prisma.Sql;

type SumRow = Record<OutcomeClass, number> & { calls: number; totalMs: number; maxMs: number };

const TOLD_APART = ["calls", "succeeded", "failed", "refused", "cancelled"] as const;

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

/** The calls of each day or week of the span, those without any included, and of all of it. */
export async function sumByUnit(rows: Rows, span: Span): Promise<{ units: UsageUnit[]; total: UsageSums }> {
  // Without the cast `date_trunc` would take the day for an instant in the zone of the database.
  const found = await db().$queryRaw<(SumRow & { from: Date })[]>`
    SELECT date_trunc(${span.unit}, "day"::timestamp)::date AS "from", ${SUMS}
      FROM "UsageDay" WHERE ${rows} GROUP BY 1`;
  const byUnit = new Map(found.map((row) => [row.from.getTime(), row]));
  const units = unitsOf(span).map((from) => ({ from, ...sumsOf(byUnit.get(from.getTime()) ?? NO_CALLS) }));
  return { units, total: sumsOf(found.reduce(added, NO_CALLS)) };
}

/** How groups are formed: by these columns, and what identifies one of them. */
export type GroupColumns = { columns: Prisma.Sql; id: Prisma.Sql };

/** A place in the order of groups: of those with the most calls first, then by their ids. */
export type GroupPosition = { calls: number; id: string };

type GroupSums = { top: (UsageSums & { id: string })[]; rest: UsageRest | null };

/**
 * The groups with the most calls, and all others together.
 * @param after leaves out what comes before and at this place
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
  const found = await db().$queryRaw<(SumRow & { id: string | null; groups: number })[]>`
    WITH summed AS (SELECT ${id} AS "id", ${SUMS} FROM "UsageDay" WHERE ${rows} GROUP BY ${columns}),
         ranked AS (SELECT *, row_number() OVER (ORDER BY "calls" DESC, "id") AS "place" FROM summed WHERE ${isAfter})
    SELECT CASE WHEN "place" <= ${shown} THEN "id" END AS "id", count(*)::int AS "groups", ${SUMS_OF_SUMS}
      FROM ranked GROUP BY 1 ORDER BY min("place")`;
  const rest = found.find((row) => row.id === null);
  return {
    top: found.flatMap((row) => (row.id === null ? [] : [{ id: row.id, ...sumsOf(row) }])),
    rest: rest ? { groups: rest.groups, ...sumsOf(rest) } : null,
  };
}

const NO_CALLS: SumRow = { calls: 0, succeeded: 0, failed: 0, refused: 0, cancelled: 0, totalMs: 0, maxMs: 0 };

function added(one: SumRow, other: SumRow): SumRow {
  const sum = { ...one, totalMs: one.totalMs + other.totalMs, maxMs: Math.max(one.maxMs, other.maxMs) };
  for (const name of TOLD_APART) sum[name] += other[name];
  return sum;
}

function sumsOf({ calls, succeeded, failed, refused, cancelled, totalMs, maxMs }: SumRow): UsageSums {
  const times = calls > 0 ? { meanMs: totalMs / calls, maxMs } : { meanMs: null, maxMs: null };
  return { calls, succeeded, failed, refused, cancelled, ...times };
}
