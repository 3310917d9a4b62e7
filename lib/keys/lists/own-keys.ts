import type { Caller } from "#lib/auth/principal";
import { db, type Prisma } from "#lib/db/client";
import { inactiveAt, usableAt } from "#lib/keys/lists/filters";
import type { OwnKeyList } from "#lib/keys/lists/options";
import type { KeyPosition, ListMyKeysInput } from "#lib/keys/lists/schema";
import { found } from "#lib/keys/lists/search";
import type { KeyPage, KeyView } from "#lib/keys/view/dto";
import { ownKeySelect, ownKeyView } from "#lib/keys/view/view";
import { COUNTED_MAX, type ListCount, listCount } from "#lib/listing/count";

const PAGE_SIZE = 25;

/** The newest first; the id decides between keys of the same instant, so that pages neither repeat nor skip one. */
const NEWEST_FIRST = [{ createdAt: "desc" }, { id: "desc" }] as const satisfies Prisma.KeyOrderByWithRelationInput[];

/** A page of one of the lists of the caller's own keys, the newest first. */
export async function listMyKeys(caller: Caller, { list, search, cursor }: ListMyKeysInput): Promise<KeyPage<KeyView>> {
  const where: Prisma.KeyWhereInput = {
    AND: [within(list, caller.now), found(search, (name) => ({ workspaces: { some: { workspace: { name } } } }))],
  };
  const page = { where, after: cursor, limit: PAGE_SIZE };
  const select = ownKeySelect(caller.principal.userId);
  const { rows, next } = ownKeyPage(await db().key.findMany({ ...ownKeyQuery(caller, page), select }), page);
  const keys = rows.map((row) => ownKeyView(row, caller.now));
  // A first page that holds all there is needs no counting.
  const total = cursor || next ? await countOwnKeys(caller, where) : listCount(keys.length);
  return { keys, total, nextCursor: next && `${next.createdAt.getTime()}.${next.id}` };
}

/** Which of the caller's own keys, after which of them, and how many. */
type PageOfOwnKeys = { where: Prisma.KeyWhereInput; after: KeyPosition | null; limit: number };

/** A query for a page of them, the newest first, with one more, which tells whether another page follows. */
export function ownKeyQuery(caller: Caller, { where, after, limit }: PageOfOwnKeys) {
  const { userId } = caller.principal;
  return {
    where: { AND: [{ userId }, where, after ? following(after) : {}] },
    orderBy: [...NEWEST_FIRST],
    take: limit + 1,
  } satisfies Prisma.KeyFindManyArgs;
}

/** What `ownKeyQuery` found as a page, and where the next one begins. */
export function ownKeyPage<Row extends KeyPosition>(
  rows: Row[],
  { limit }: PageOfOwnKeys,
): { rows: Row[]; next: KeyPosition | null } {
  const page = rows.slice(0, limit);
  return { rows: page, next: rows.length > limit ? (page.at(-1) ?? null) : null };
}

async function countOwnKeys(caller: Caller, where: Prisma.KeyWhereInput): Promise<ListCount> {
  const { userId } = caller.principal;
  return listCount(await db().key.count({ where: { AND: [{ userId }, where] }, take: COUNTED_MAX + 1 }));
}

function following({ createdAt, id }: KeyPosition): Prisma.KeyWhereInput {
  return { createdAt: { lte: createdAt }, OR: [{ createdAt: { lt: createdAt } }, { id: { lt: id } }] };
}

function within(list: OwnKeyList, now: Date): Prisma.KeyWhereInput {
  if (list === "ended") return inactiveAt(now);
  return { ...usableAt(now), isLegacy: list === "legacy" };
}
