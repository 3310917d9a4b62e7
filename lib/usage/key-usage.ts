import type { Caller } from "#lib/auth/principal";
import { db, Prisma } from "#lib/db/client";
import { getKey } from "#lib/keys/lists/get-key";
import type { KeyClient, KeyUsage } from "#lib/usage/dto";
import { GROUP_COLUMNS } from "#lib/usage/group-columns";
import { nameTools } from "#lib/usage/group-names";
import { NOT_MEASURED } from "#lib/usage/percentiles";
import { daysOf, type Period, type Span, spanOf } from "#lib/usage/periods";
import { type Rows, sumByGroup, sumByUnit } from "#lib/usage/sums";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

const TOOLS_SHOWN = 10;
/** The most clients, addresses and applications that are shown of each kind. */
const USERS_SHOWN = 20;
/** The number of latest calls that are searched for clients, addresses and applications. */
const SEARCHED_CALLS = 20_000;

/**
 * Reads the calls of a key in a period that ends today (UTC). The owner of the key sees all of them. Admins see the calls
 * to servers of their workspace, and all calls of a service key.
 * @param workspace its id or slug
 * @throws AppError as `getKey`
 */
export async function keyUsage(caller: Caller, workspace: string, keyId: string, period: Period): Promise<KeyUsage> {
  const visible = await visibleUsage(caller, workspace, keyId);
  const span = spanOf(period, caller.now);
  const sums = Prisma.sql`"keyId" = ${keyId} AND ${visible.rows} AND "day" = ANY(${daysOf(span)}::date[])`;
  const [{ units, total }, { top, rest }, users] = await Promise.all([
    sumByUnit(sums, span),
    sumByGroup(Prisma.sql`${sums} AND "method" = 'tools/call'`, GROUP_COLUMNS.tool, TOOLS_SHOWN),
    readUsers(Prisma.sql`"keyId" = ${keyId} AND ${visible.rows}`, span),
  ]);
  const names = await nameTools(
    visible.servers,
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

type VisibleUsage = { rows: Rows; servers: Prisma.UpstreamWhereInput };

/** Decides which rows of `UsageDay` and `UsageEvent` the caller may read, and which servers they may know by name. */
async function visibleUsage(caller: Caller, workspace: string, keyId: string): Promise<VisibleUsage> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "keys:create");
  const { seenBy } = await getKey(caller, workspaceId, keyId);
  if (seenBy === "owner") {
    const { userId } = caller.principal;
    return { rows: Prisma.sql`"userId" = ${userId}`, servers: { workspace: { memberships: { some: { userId } } } } };
  }
  const own = Prisma.sql`"workspaceId" = ${workspaceId}`;
  // A service key reaches no other workspace, so its requests that concern no single server belong to this one.
  const rows = seenBy === "admin" ? own : Prisma.sql`(${own} OR coalesce("workspaceId", '') = '')`;
  return { rows, servers: { workspaceId } };
}

type Users = Pick<KeyUsage, "clients" | "addresses" | "applications">;
type UserRow = KeyClient & { kind: keyof Users; name: string | null };

/** Reads the clients, addresses and applications that used a key. The latest comes first. */
async function readUsers(rows: Rows, span: Span): Promise<Users> {
  // A client that changed its title has one of its titles here. Its name and its version tell clients apart.
  const users = await db().$queryRaw<UserRow[]>`
    WITH latest AS (
      SELECT "at", "address", "originApp", "client", "clientVersion", "clientTitle"
        FROM "UsageEvent" WHERE ${rows} AND "at" >= ${span.first} ORDER BY "at" DESC LIMIT ${SEARCHED_CALLS}
    ), grouped AS (
      SELECT CASE grouping("client", "address") WHEN 1 THEN 'clients' WHEN 2 THEN 'addresses' ELSE 'applications' END AS "kind",
             coalesce("address", "originApp") AS "name", "client", "clientVersion" AS "version",
             max("clientTitle") AS "title", count(*)::int AS "calls", max("at") AS "lastSeenAt"
        FROM latest GROUP BY GROUPING SETS (("client", "clientVersion"), ("address"), ("originApp"))
    ), ranked AS (
      SELECT *, row_number() OVER (
               PARTITION BY "kind" ORDER BY "lastSeenAt" DESC, coalesce("name", "client"), "version") AS "place"
        FROM grouped WHERE "kind" <> 'applications' OR "name" IS NOT NULL
    )
    SELECT "kind", "name", "client", "version", "title", "calls", "lastSeenAt"
      FROM ranked WHERE "place" <= ${USERS_SHOWN} ORDER BY "place"`;
  const ofKind = (kind: keyof Users) => users.filter((row) => row.kind === kind);
  const named = (kind: "addresses" | "applications") =>
    ofKind(kind).map(({ name, calls, lastSeenAt }) => ({ name: name ?? "", calls, lastSeenAt }));
  return {
    clients: ofKind("clients").map(({ client, version, title, calls, lastSeenAt }) => {
      return { client, version, title, calls, lastSeenAt };
    }),
    addresses: named("addresses"),
    applications: named("applications"),
  };
}
