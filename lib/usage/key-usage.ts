import type { Caller } from "#lib/auth/principal";
import { db, Prisma } from "#lib/db/client";
import { getKey } from "#lib/keys/lists/get-key";
import type { KeyUsage, KeyUser } from "#lib/usage/dto";
import { GROUP_COLUMNS } from "#lib/usage/group-columns";
import { nameTools } from "#lib/usage/group-names";
import { NOT_MEASURED } from "#lib/usage/percentiles";
import { daysOf, type Period, type Span, spanOf } from "#lib/usage/periods";
import { type Rows, sumByGroup, sumByUnit } from "#lib/usage/sums";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

const TOOLS_SHOWN = 10;
const USERS_SHOWN = 20;
/** The latest calls in which clients and addresses are looked for. */
const LOOKED_THROUGH_CALLS = 20_000;

/**
 * The calls by a key in a period that ends today (UTC): all of them for its owner; for admins those to servers of their
 * workspace, and all of a key that the workspace owns.
 * @param workspace its id or slug
 * @throws AppError as `getKey`
 */
export async function keyUsage(caller: Caller, workspace: string, keyId: string, period: Period): Promise<KeyUsage> {
  const seen = await whatIsSeen(caller, workspace, keyId);
  const span = spanOf(period, caller.now);
  const sums = Prisma.sql`"keyId" = ${keyId} AND ${seen.rows} AND "day" = ANY(${daysOf(span)}::date[])`;
  const [{ units, total }, { top, rest }, users] = await Promise.all([
    sumByUnit(sums, span),
    sumByGroup(Prisma.sql`${sums} AND "method" = 'tools/call'`, GROUP_COLUMNS.tool, TOOLS_SHOWN),
    usersOf(Prisma.sql`"keyId" = ${keyId} AND ${seen.rows}`, span),
  ]);
  const names = await nameTools(
    seen.servers,
    top.map(({ id }) => id),
  );
  const tools = top.map((tool, index) => ({
    ...tool,
    ...NOT_MEASURED,
    name: null,
    detail: null,
    hasPage: false,
    ...names[index],
  }));
  return { unit: span.unit, units, total, tools: { top: tools, rest }, ...users };
}

type Seen = { rows: Rows; servers: Prisma.UpstreamWhereInput };

/** The rows of `UsageDay` and `UsageEvent` that the caller may read, and the servers whose names they may know. */
async function whatIsSeen(caller: Caller, workspace: string, keyId: string): Promise<Seen> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "keys:create");
  const { seenBy } = await getKey(caller, workspaceId, keyId);
  if (seenBy === "owner") {
    const { userId } = caller.principal;
    return { rows: Prisma.sql`"userId" = ${userId}`, servers: { workspace: { memberships: { some: { userId } } } } };
  }
  const own = Prisma.sql`"workspaceId" = ${workspaceId}`;
  // A service key reaches no other workspace, so what concerns no single server is its own business too.
  const rows = seenBy === "admin" ? own : Prisma.sql`(${own} OR coalesce("workspaceId", '') = '')`;
  return { rows, servers: { workspaceId } };
}

type UserRow = { name: string | null; calls: number; lastSeenAt: Date };
type Users = Record<"clients" | "addresses" | "applications", KeyUser[]>;

/** By which clients and applications and from which addresses, the latest first. */
async function usersOf(rows: Rows, span: Span): Promise<Users> {
  const found = await db().$queryRaw<(UserRow & { kind: keyof Users })[]>`
    WITH latest AS (
      SELECT "at", "address", "originApp", nullif(concat_ws(' ', "client", "clientVersion"), '') AS "client"
        FROM "UsageEvent" WHERE ${rows} AND "at" >= ${span.first} ORDER BY "at" DESC LIMIT ${LOOKED_THROUGH_CALLS}
    ), grouped AS (
      SELECT CASE grouping("client", "address") WHEN 1 THEN 'clients' WHEN 2 THEN 'addresses' ELSE 'applications' END AS "kind",
             coalesce("client", "address", "originApp") AS "name", count(*)::int AS "calls", max("at") AS "lastSeenAt"
        FROM latest GROUP BY GROUPING SETS (("client"), ("address"), ("originApp"))
    ), ranked AS (
      SELECT *, row_number() OVER (PARTITION BY "kind" ORDER BY "lastSeenAt" DESC, "name") AS "place" FROM grouped
       WHERE "kind" <> 'applications' OR "name" IS NOT NULL
    )
    SELECT "kind", "name", "calls", "lastSeenAt" FROM ranked WHERE "place" <= ${USERS_SHOWN} ORDER BY "place"`;
  const named = (kind: keyof Users) =>
    found
      .filter((row) => row.kind === kind)
      .map(({ name, calls, lastSeenAt }) => ({ name: name ?? "", calls, lastSeenAt }));
  return { clients: named("clients"), addresses: named("addresses"), applications: named("applications") };
}
