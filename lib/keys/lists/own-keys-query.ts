import type { Caller } from "#lib/auth/principal";
import type { Prisma } from "#lib/db/client";

/**
 * The cursor of a list of one's own keys: the next page begins after the key that was made at this instant with this
 * id.
 */
export type OwnKeyPosition = { createdAt: Date; id: string };

/** Which of the caller's own keys a page holds, after which key it begins, and how many keys it holds at most. */
export type OwnKeysPage = { where: Prisma.KeyWhereInput; after: OwnKeyPosition | null; limit: number };

/** The newest key first. The id decides between keys of the same instant, so pages neither repeat nor skip a key. */
const NEWEST_FIRST = [{ createdAt: "desc" }, { id: "desc" }] as const satisfies Prisma.KeyOrderByWithRelationInput[];

/**
 * Makes the query for a page of the caller's own keys, the newest first. It asks for one key more than the page holds:
 * `cutOwnKeysPage` then knows whether another page follows.
 */
export function ownKeysQuery(caller: Caller, { where, after, limit }: OwnKeysPage) {
  const { userId } = caller.principal;
  return {
    where: { AND: [{ userId }, where, after ? olderThan(after) : {}] },
    orderBy: [...NEWEST_FIRST],
    take: limit + 1,
  } satisfies Prisma.KeyFindManyArgs;
}

/** Cuts the rows that `ownKeysQuery` found to one page, and says where the next page begins; null when none follows. */
export function cutOwnKeysPage<Row extends OwnKeyPosition>(
  rows: Row[],
  { limit }: OwnKeysPage,
): { rows: Row[]; next: OwnKeyPosition | null } {
  const page = rows.slice(0, limit);
  return { rows: page, next: rows.length > limit ? (page.at(-1) ?? null) : null };
}

function olderThan({ createdAt, id }: OwnKeyPosition): Prisma.KeyWhereInput {
  return { createdAt: { lte: createdAt }, OR: [{ createdAt: { lt: createdAt } }, { id: { lt: id } }] };
}
