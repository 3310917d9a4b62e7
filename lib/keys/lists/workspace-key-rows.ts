import { addDays } from "#lib/clock";
import { db, Prisma } from "#lib/db/client";
import { EXPIRING_DAYS, type KeyStatus } from "#lib/keys/access/status";
import { type AccessFilter, type KeyFilter, type KeySort, SERVICE_OWNER, UNUSED_DAYS } from "#lib/keys/lists/options";
import type { ListWorkspaceKeysInput } from "#lib/keys/lists/schema";
import { COUNTED_MAX, type ListCount, listCount } from "#lib/listing/count";
import { escapeLikePattern, maskEnds } from "#lib/listing/search";

/**
 * Written in SQL, so that the index of the workspace's keys gives them in the order of their ids, which is that of
 * their making: a page reads on until it is full, however many keys there are. The orders by use and what few keys meet
 * read every key of the workspace once: an index of the last use would be written with every use
 * (docs/performance.md).
 */

type Sql = Prisma.Sql;
/** What screens offer, and each status by itself. */
type StatusFilter = KeyFilter | KeyStatus;
type Filters = Omit<ListWorkspaceKeysInput, "cursor" | "sort" | "filter"> & { filter: StatusFilter };

/** Which keys of which workspace, at what instant. */
export type KeySelection = Filters & { workspaceId: string; now: Date };

/** The ids of a page of keys in their order. */
export async function workspaceKeyIds(...page: Parameters<typeof pageQuery>): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>(pageQuery(...page));
  return rows.map((row) => row.id);
}

/** How many there are, counted no further than `COUNTED_MAX`. */
export async function countWorkspaceKeys(selection: KeySelection): Promise<ListCount> {
  const rows = await db().$queryRaw<{ count: number }[]>(countQuery(selection));
  return listCount(rows[0]?.count ?? 0);
}

/** @param cursor the last key of the page before; null for the first page */
export function pageQuery(
  selection: KeySelection,
  sort: KeySort,
  cursor: ListWorkspaceKeysInput["cursor"],
  take: number,
): Sql {
  const after = cursor ? AFTER[sort](cursor) : Prisma.sql`true`;
  const isInOrder = sort === "newest" && !isRare(selection) && (take <= COUNTED_MAX || !isPartial(selection));
  return Prisma.sql`SELECT key.id ${from(selection, isInOrder)} AND ${after} ORDER BY ${ORDERS[sort]} LIMIT ${take}`;
}

/** How many keys a selection holds, counted no further than is told. */
export function countQuery(selection: KeySelection): Sql {
  return Prisma.sql`
    SELECT count(*)::int AS count FROM (SELECT ${from(selection, !isRare(selection) && !isPartial(selection))} LIMIT ${COUNTED_MAX + 1}) AS counted`;
}

/** Whether few keys may meet this: a page of them reads all there are, and sooner by reading them together. */
function isRare({ filter, unused, search }: KeySelection): boolean {
  return filter === "expiring" || unused || search !== "";
}

/** Whether many keys do not meet this: a page is soon full, but who counts a thousand of them looks at most there are. */
function isPartial({ filter, access }: KeySelection): boolean {
  return filter === "expired" || filter === "revoked" || access !== "any";
}

/**
 * The keys of a workspace, in the way that reads least. OFFSET 0 is a fence: the planner keeps to the order of what it
 * is given.
 * @param isInOrder for whoever stops reading soon
 */
function keysOf({ workspaceId, owner }: KeySelection, isInOrder: boolean): Sql {
  // One owner's are few.
  if (owner !== null) {
    return Prisma.sql`"Key" key JOIN LATERAL (
      SELECT * FROM "KeyWorkspace" WHERE "keyId" = key.id AND "workspaceId" = ${workspaceId} OFFSET 0) link ON true`;
  }
  // One after the other, as the index of the links gives them, until the page is full.
  if (isInOrder) {
    return Prisma.sql`"KeyWorkspace" link
      JOIN LATERAL (SELECT * FROM "Key" WHERE id = link."keyId" OFFSET 0) key ON true`;
  }
  return Prisma.sql`"KeyWorkspace" link JOIN "Key" key ON key.id = link."keyId"`;
}

/** Keys of people who are no longer members reach nothing here and are left out. */
function from(selection: KeySelection, isInOrder: boolean): Sql {
  const { workspaceId, filter, access, owner, unused, search, now } = selection;
  return Prisma.sql`
    FROM ${keysOf(selection, isInOrder)}
    LEFT JOIN "Membership" membership
      ON membership."workspaceId" = link."workspaceId" AND membership."userId" = key."userId"
    LEFT JOIN "User" owner ON owner.id = membership."userId"
    WHERE link."workspaceId" = ${workspaceId}
      AND (key."serviceWorkspaceId" = link."workspaceId" OR (owner.id IS NOT NULL AND owner."disabledAt" IS NULL))
      AND ${withStatus(filter, now)} AND ${ACCESS[access]} AND ${ownedBy(owner, workspaceId)}
      AND ${unused ? unusedAt(now) : Prisma.sql`true`} AND ${matching(search)}`;
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

/** `keyStatus` as conditions; a key from which this workspace was taken counts as revoked here. */
function withStatus(filter: StatusFilter, now: Date): Sql {
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

/** `accessOf` as conditions: `mcp:read` is the one scope with every right to read. */
const ACCESS: Record<AccessFilter, Sql> = {
  any: Prisma.sql`true`,
  full: Prisma.sql`'mcp:full' = ANY(key.scopes)`,
  read_only: Prisma.sql`('mcp:read' = ANY(key.scopes) AND NOT 'mcp:full' = ANY(key.scopes))`,
  custom: Prisma.sql`NOT key.scopes && ARRAY['mcp:read', 'mcp:full']`,
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

/** Name, owner or mask; a whole mask (`mcp_2abc1…ef789`) is found as well as either end of it. */
function matching(search: string): Sql {
  if (!search) return Prisma.sql`true`;
  const ends = maskEnds(search);
  if (ends) {
    return Prisma.sql`(key."tokenStart" LIKE ${`%${escapeLikePattern(ends.start)}`}
                       AND key."tokenEnd" LIKE ${`${escapeLikePattern(ends.end)}%`})`;
  }
  const anywhere = `%${escapeLikePattern(search)}%`;
  return Prisma.sql`(key.name ILIKE ${anywhere} OR owner.name ILIKE ${anywhere} OR owner.email ILIKE ${anywhere}
                     OR key."tokenStart" LIKE ${anywhere} OR key."tokenEnd" LIKE ${anywhere})`;
}
