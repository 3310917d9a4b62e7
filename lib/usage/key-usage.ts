import type { Caller } from "#lib/auth/principal";
import { db, Prisma } from "#lib/db/client";
import { getKey } from "#lib/keys/get-key";
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
  const { seenBy, key } = await getKey(caller, workspaceId, keyId);
  if (seenBy === "owner") {
    const { userId } = caller.principal;
    return { rows: Prisma.sql`"userId" = ${userId}`, servers: { workspace: { memberships: { some: { userId } } } } };
  }
  const own = Prisma.sql`"workspaceId" = ${workspaceId}`;
  // A service key reaches no other workspace, so what concerns no single server is its own business too.
  const rows = key.owner ? own : Prisma.sql`(${own} OR coalesce("workspaceId", '') = '')`;
  return { rows, servers: { workspaceId } };
}

type UserRow = { client: string | null; address: string | null; calls: number; lastSeenAt: Date };

/** By which clients and from which addresses, the latest first. */
async function usersOf(rows: Rows, span: Span): Promise<{ clients: KeyUser[]; addresses: KeyUser[] }> {
  const found = await db().$queryRaw<(UserRow & { isClient: boolean })[]>`
    WITH latest AS (
      SELECT "at", "address", nullif(concat_ws(' ', "client", "clientVersion"), '') AS "client"
        FROM "UsageEvent" WHERE ${rows} AND "at" >= ${span.first} ORDER BY "at" DESC LIMIT ${LOOKED_THROUGH_CALLS}
    ), grouped AS (
      SELECT "client", "address", grouping("client") = 0 AS "isClient",
             count(*)::int AS "calls", max("at") AS "lastSeenAt"
        FROM latest GROUP BY GROUPING SETS (("client"), ("address"))
    ), ranked AS (
      SELECT *, row_number() OVER (PARTITION BY "isClient" ORDER BY "lastSeenAt" DESC, "client", "address") AS "place"
        FROM grouped
    )
    SELECT "client", "address", "isClient", "calls", "lastSeenAt" FROM ranked WHERE "place" <= ${USERS_SHOWN}
     ORDER BY "place"`;
  const named = (isClient: boolean) =>
    found
      .filter((row) => row.isClient === isClient)
      .map(({ client, address, calls, lastSeenAt }) => ({ name: client ?? address ?? "", calls, lastSeenAt }));
  return { clients: named(true), addresses: named(false) };
}
