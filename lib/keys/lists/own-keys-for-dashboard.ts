import type { Caller } from "#lib/auth/principal";
import { db, type Prisma } from "#lib/db/client";
import { endedAt, usableAt, WITH_TOKEN } from "#lib/keys/lists/filters";
import { keySearchCondition } from "#lib/keys/lists/key-search";
import type { OwnKeyList } from "#lib/keys/lists/options";
import { cutOwnKeysPage, ownKeysQuery } from "#lib/keys/lists/own-keys-query";
import type { ListOwnKeysInput } from "#lib/keys/lists/schema";
import type { KeyListPage, KeyView } from "#lib/keys/view/dto";
import { ownKeySelect, ownKeyView } from "#lib/keys/view/key-view";
import { COUNTED_MAX, type ListCount, listCount } from "#lib/listing/count";

const PAGE_SIZE = 25;

/**
 * Reads a page of one of the dashboard's three lists of the caller's own keys, the newest first. Each key comes with
 * everything that its card shows.
 */
export async function listOwnKeysForDashboard(
  caller: Caller,
  { list, search, cursor }: ListOwnKeysInput,
): Promise<KeyListPage<KeyView>> {
  const searched = keySearchCondition(search, (name) => ({ workspaces: { some: { workspace: { name } } } }));
  const where: Prisma.KeyWhereInput = { AND: [WITH_TOKEN, inList(list, caller.now), searched] };
  const page = { where, after: cursor, limit: PAGE_SIZE };
  const select = ownKeySelect(caller.principal.userId);
  const { rows, next } = cutOwnKeysPage(await db().key.findMany({ ...ownKeysQuery(caller, page), select }), page);
  const keys = rows.map((row) => ownKeyView(row, caller.now));
  // When the first page holds all keys, its length is the total.
  const total = cursor || next ? await countOwnKeys(caller, where) : listCount(keys.length);
  return { keys, total, nextCursor: next && `${next.createdAt.getTime()}.${next.id}` };
}

async function countOwnKeys(caller: Caller, where: Prisma.KeyWhereInput): Promise<ListCount> {
  const { userId } = caller.principal;
  return listCount(await db().key.count({ where: { AND: [{ userId }, where] }, take: COUNTED_MAX + 1 }));
}

function inList(list: OwnKeyList, now: Date): Prisma.KeyWhereInput {
  if (list === "ended") return endedAt(now);
  return { ...usableAt(now), isLegacy: list === "legacy" };
}
