import type { Caller } from "#lib/auth/principal";
import { db, type Prisma } from "#lib/db/client";
import { CONNECTED_APPS, endedAt, usableAt } from "#lib/keys/lists/filters";
import { keySearchCondition } from "#lib/keys/lists/key-search";
import { cutOwnKeysPage, ownKeysQuery } from "#lib/keys/lists/own-keys-query";
import type { KeyListPage, KeyView } from "#lib/keys/view/dto";
import { ownKeySelect, ownKeyView } from "#lib/keys/view/key-view";
import { COUNTED_MAX, listCount } from "#lib/listing/count";
import type { ListOwnAppsInput } from "#lib/oauth/apps/schema";

const PAGE_SIZE = 25;
/** An app that was connected again is in the list as its successor. */
const NOT_REPLACED: Prisma.KeyWhereInput = { replacedBy: { is: null } };

/** Reads a page of the apps that the caller has connected, or of those that have ended, the newest first. */
export async function listOwnApps(
  caller: Caller,
  { list, search, cursor }: ListOwnAppsInput,
): Promise<KeyListPage<KeyView>> {
  const { userId } = caller.principal;
  const searched = keySearchCondition(search, (name) => ({
    OR: [{ oauthClient: { name } }, { workspaces: { some: { workspace: { name } } } }],
  }));
  const wanted = list === "usable" ? usableAt(caller.now) : { AND: [endedAt(caller.now), NOT_REPLACED] };
  const where: Prisma.KeyWhereInput = { AND: [CONNECTED_APPS, wanted, searched] };
  const page = { where, after: cursor, limit: PAGE_SIZE };
  const found = await db().key.findMany({ ...ownKeysQuery(caller, page), select: ownKeySelect(userId) });
  const { rows, next } = cutOwnKeysPage(found, page);
  const keys = rows.map((row) => ownKeyView(row, caller.now));
  // When the first page holds all apps, its length is the total.
  const isPart = cursor !== null || next !== null;
  const counted = isPart
    ? await db().key.count({ where: { AND: [{ userId }, where] }, take: COUNTED_MAX + 1 })
    : keys.length;
  return { keys, total: listCount(counted), nextCursor: next && `${next.createdAt.getTime()}.${next.id}` };
}
