import { addDays } from "#lib/clock";
import { db, Prisma } from "#lib/db/client";
import { EXPIRING_DAYS, type KeyStatus } from "#lib/keys/access/status";
import {
  type AccessFilter,
  type KeyFilter,
  type KeySort,
  type KindFilter,
  SERVICE_OWNER,
  UNUSED_DAYS,
} from "#lib/keys/lists/options";
import type { ListWorkspaceKeysInput } from "#lib/keys/lists/schema";
import { COUNTED_MAX, type ListCount, listCount } from "#lib/listing/count";
import { escapeLikePattern, maskEnds } from "#lib/listing/search";

/**
 * These queries are SQL, so that the index of a workspace's keys gives them in the order of their ids, the order in
 * which they were made. A page then reads keys until it is full, and no further. The orders by use, and filters that
 * few keys meet, read every key of the workspace once: an index of the last use would have to be written with every use
 * (docs/performance.md).
 */

type Sql = Prisma.Sql;
/** The filters of the screens, and each status alone. */
type StatusFilter = KeyFilter | KeyStatus;
type Filters = Omit<ListWorkspaceKeysInput, "cursor" | "sort" | "filter"> & { filter: StatusFilter };

/** Which keys of a workspace are selected at an instant. */
export type KeySelection = Filters & { workspaceId: string; now: Date };

/** Reads the ids of a page of keys, in the order of the page. */
export async function workspaceKeyIds(...page: Parameters<typeof pageQuery>): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>(pageQuery(...page));
  return rows.map((row) => row.id);
}

/** Counts the selected keys, up to `COUNTED_MAX`. */
export async function countWorkspaceKeys(selection: KeySelection): Promise<ListCount> {
  const rows = await db().$queryRaw<{ count: number }[]>(countQuery(selection));
  return listCount(rows[0]?.count ?? 0);
}

/**
 * Makes the query for the ids of a page.
 * @param cursor the last key of the page before; null for the first page
 * @param take the most ids to read
 */
export function pageQuery(
  selection: KeySelection,
  sort: KeySort,
  cursor: ListWorkspaceKeysInput["cursor"],
  take: number,
): Sql {
  const after = cursor ? AFTER[sort](cursor) : Prisma.sql`true`;
  const isInOrder = sort === "newest" && !isRare(selection) && (take <= COUNTED_MAX || !isPartial(selection));
  return Prisma.sql`SELECT key.id ${fromWhere(selection, isInOrder)} AND ${after} ORDER BY ${ORDERS[sort]} LIMIT ${take}`;
}

/** Makes the query that counts the selected keys, up to one more than `COUNTED_MAX`. */
export function countQuery(selection: KeySelection): Sql {
  return Prisma.sql`
    SELECT count(*)::int AS count FROM (SELECT ${fromWhere(selection, !isRare(selection) && !isPartial(selection))} LIMIT ${COUNTED_MAX + 1}) AS counted`;
}

/**
 * Whether only few keys may be selected. A page of them reads all keys of the workspace, which is fastest in one join.
 */
function isRare({ filter, unused, search }: KeySelection): boolean {
  return filter === "expiring" || unused || search !== "";
}

/** Whether many keys are not selected. A page is full soon, but counting a thousand of them reads most keys. */
function isPartial({ filter, access }: KeySelection): boolean {
  return filter === "expired" || filter === "revoked" || access !== "any";
}

/**
 * Makes the FROM part for the keys of a workspace, in the way that reads the fewest rows. OFFSET 0 stops the planner
 * from changing the order of the join.
 * @param isInOrder whether the keys come one by one in the order of their ids, for a query that stops soon
 */
function keysOf({ workspaceId, owner }: KeySelection, isInOrder: boolean): Sql {
  // One owner has few keys, so they are read first.
  if (owner !== null) {
    return Prisma.sql`"Key" key JOIN LATERAL (
      SELECT * FROM "KeyWorkspace" WHERE "keyId" = key.id AND "workspaceId" = ${workspaceId} OFFSET 0) link ON true`;
  }
  // The index of the links gives the keys one by one, until the page is full.
  if (isInOrder) {
    return Prisma.sql`"KeyWorkspace" link
      JOIN LATERAL (SELECT * FROM "Key" WHERE id = link."keyId" OFFSET 0) key ON true`;
  }
  return Prisma.sql`"KeyWorkspace" link JOIN "Key" key ON key.id = link."keyId"`;
}

/** Keys of people who have left the workspace reach nothing here and are left out. */
function fromWhere(selection: KeySelection, isInOrder: boolean): Sql {
  const { workspaceId, filter, kind, access, owner, unused, search, now } = selection;
  return Prisma.sql`
    FROM ${keysOf(selection, isInOrder)}
    LEFT JOIN "Membership" membership
      ON membership."workspaceId" = link."workspaceId" AND membership."userId" = key."userId"
    LEFT JOIN "User" owner ON owner.id = membership."userId"
    WHERE link."workspaceId" = ${workspaceId}
      AND (key."serviceWorkspaceId" = link."workspaceId" OR (owner.id IS NOT NULL AND owner."disabledAt" IS NULL))
      AND ${hasStatus(filter, now)} AND ${KIND[kind]} AND ${ACCESS[access]} AND ${ownedBy(owner, workspaceId)}
      AND ${unused ? unusedAt(now) : Prisma.sql`true`} AND ${matchesSearch(search)}`;
}

const ORDERS: Record<KeySort, Sql> = {
  newest: Prisma.sql`link."keyId" DESC`,
  recent: Prisma.sql`key."lastUsedAt" DESC NULLS LAST, link."keyId" DESC`,
  idle: Prisma.sql`key."lastUsedAt" ASC NULLS FIRST, link."keyId" ASC`,
};

type Position = NonNullable<ListWorkspaceKeysInput["cursor"]>;

const AFTER: Record<KeySort, (position: Position) => Sql> = {
  newest: ({ id }) => Prisma.sql`link."keyId" < ${id}`,
  recent: ({ id, lastUsedAt }) =>
    lastUsedAt
      ? Prisma.sql`(key."lastUsedAt" < ${lastUsedAt} OR key."lastUsedAt" IS NULL
                    OR (key."lastUsedAt" = ${lastUsedAt} AND link."keyId" < ${id}))`
      : Prisma.sql`key."lastUsedAt" IS NULL AND link."keyId" < ${id}`,
  idle: ({ id, lastUsedAt }) =>
    lastUsedAt
      ? Prisma.sql`(key."lastUsedAt", link."keyId") > (${lastUsedAt}, ${id})`
      : Prisma.sql`(key."lastUsedAt" IS NOT NULL OR link."keyId" > ${id})`,
};

/** `keyStatus` as conditions of a query. A key from which this workspace was detached counts as revoked here. */
function hasStatus(filter: StatusFilter, now: Date): Sql {
  const soon = addDays(now, EXPIRING_DAYS);
  const conditions: Record<StatusFilter, Sql> = {
    active: Prisma.sql`(link."detachedAt" IS NULL AND key."revokedAt" IS NULL
                        AND (key."expiresAt" IS NULL OR key."expiresAt" > ${soon}))`,
    usable: Prisma.sql`(link."detachedAt" IS NULL AND key."revokedAt" IS NULL
                        AND (key."expiresAt" IS NULL OR key."expiresAt" > ${now}))`,
    expiring: Prisma.sql`(link."detachedAt" IS NULL AND key."revokedAt" IS NULL
                          AND key."expiresAt" > ${now} AND key."expiresAt" <= ${soon})`,
    expired: Prisma.sql`(link."detachedAt" IS NULL AND key."revokedAt" IS NULL AND key."expiresAt" <= ${now})`,
    revoked: Prisma.sql`(link."detachedAt" IS NOT NULL OR key."revokedAt" IS NOT NULL)`,
    all: Prisma.sql`true`,
  };
  return conditions[filter];
}

/** `accessLevelOf` as conditions of a query. Only `mcp:read` and `mcp:full` have every right to read. */
const ACCESS: Record<AccessFilter, Sql> = {
  any: Prisma.sql`true`,
  full: Prisma.sql`'mcp:full' = ANY(key.scopes)`,
  read_only: Prisma.sql`('mcp:read' = ANY(key.scopes) AND NOT 'mcp:full' = ANY(key.scopes))`,
  custom: Prisma.sql`NOT key.scopes && ARRAY['mcp:read', 'mcp:full']`,
};

const KIND: Record<KindFilter, Sql> = {
  all: Prisma.sql`true`,
  keys: Prisma.sql`key."oauthClientId" IS NULL`,
  apps: Prisma.sql`key."oauthClientId" IS NOT NULL`,
};

function ownedBy(owner: string | null, workspaceId: string): Sql {
  if (owner === null) return Prisma.sql`true`;
  return owner === SERVICE_OWNER
    ? Prisma.sql`key."serviceWorkspaceId" = ${workspaceId}`
    : Prisma.sql`key."userId" = ${owner}`;
}

function unusedAt(now: Date): Sql {
  return Prisma.sql`coalesce(key."lastUsedAt", key."createdAt") <= ${addDays(now, -UNUSED_DAYS)}`;
}

/**
 * The condition of a search: by name, by owner, by the name of an app's client, by either end of the token, or by the whole mask (`mcp_2abc1…ef789`).
 */
function matchesSearch(search: string): Sql {
  if (!search) return Prisma.sql`true`;
  const ends = maskEnds(search);
  if (ends) {
    return Prisma.sql`(key."tokenStart" LIKE ${`%${escapeLikePattern(ends.start)}`}
                       AND key."tokenEnd" LIKE ${`${escapeLikePattern(ends.end)}%`})`;
  }
  const anywhere = `%${escapeLikePattern(search)}%`;
  return Prisma.sql`(key.name ILIKE ${anywhere} OR owner.name ILIKE ${anywhere} OR owner.email ILIKE ${anywhere}
                     OR key."tokenStart" LIKE ${anywhere} OR key."tokenEnd" LIKE ${anywhere}
                     OR EXISTS (SELECT FROM "OAuthClient" client
                                 WHERE client.id = key."oauthClientId" AND client.name ILIKE ${anywhere}))`;
}
