import type { Caller } from "#lib/auth/principal";
import { db, type Prisma } from "#lib/db/client";
import { endedAt, usableAt } from "#lib/keys/lists/filters";
import { keySearchCondition } from "#lib/keys/lists/key-search";
import type { ListServiceKeysInput } from "#lib/keys/lists/schema";
import type { KeyListPage, ServiceKeyView } from "#lib/keys/view/dto";
import { SERVICE_KEY_COLUMNS, serviceKeyView } from "#lib/keys/view/service-key-view";
import { COUNTED_MAX, listCount } from "#lib/listing/count";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

const PAGE_SIZE = 25;

/**
 * Reads a page of a workspace's usable or ended service keys, the newest first.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND for a workspace of which the caller is not a member; FORBIDDEN for members who are not
 *   admins
 */
export async function listServiceKeys(
  caller: Caller,
  workspace: string,
  { list, search, cursor }: ListServiceKeysInput,
): Promise<KeyListPage<ServiceKeyView>> {
  const { id: serviceWorkspaceId } = await authorizeWorkspace(caller, workspace, "service_keys:manage");
  const { now } = caller;
  const inList = list === "ended" ? endedAt(now) : usableAt(now);
  const searched = keySearchCondition(search, (anywhere) => ({ madeBy: { name: anywhere } }));
  const where: Prisma.KeyWhereInput = { AND: [{ serviceWorkspaceId }, inList, searched] };
  const rows = await db().key.findMany({
    where: cursor ? { AND: [where, { id: { lt: cursor } }] } : where,
    select: SERVICE_KEY_COLUMNS,
    // A later key has a greater id.
    orderBy: { id: "desc" },
    // One row more than a page tells whether another page follows.
    take: PAGE_SIZE + 1,
  });
  const keys = rows.slice(0, PAGE_SIZE).map((row) => serviceKeyView(row, now));
  const hasMore = rows.length > keys.length;
  const count = cursor || hasMore ? await db().key.count({ where, take: COUNTED_MAX + 1 }) : keys.length;
  return { keys, total: listCount(count), nextCursor: hasMore ? (keys.at(-1)?.id ?? null) : null };
}
