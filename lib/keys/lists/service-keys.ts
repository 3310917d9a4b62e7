import type { Caller } from "#lib/auth/principal";
import { db, type Prisma } from "#lib/db/client";
import { inactiveAt, usableAt } from "#lib/keys/lists/filters";
import type { ListServiceKeysInput } from "#lib/keys/lists/schema";
import { found } from "#lib/keys/lists/search";
import type { KeyPage, ServiceKeyView } from "#lib/keys/view/dto";
import { SERVICE_KEY_COLUMNS, serviceKeyView } from "#lib/keys/view/service-key-view";
import { COUNTED_MAX, listCount } from "#lib/listing/count";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

const PAGE_SIZE = 25;

/**
 * A page of the service keys of a workspace that are in use, or of those that ended: the newest first.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND for a foreign workspace, FORBIDDEN for members who are not admins
 */
export async function listServiceKeys(
  caller: Caller,
  workspace: string,
  { list, search, cursor }: ListServiceKeysInput,
): Promise<KeyPage<ServiceKeyView>> {
  const { id: serviceWorkspaceId } = await authorizeWorkspace(caller, workspace, "service_keys:manage");
  const { now } = caller;
  const within = list === "ended" ? inactiveAt(now) : usableAt(now);
  const searched = found(search, (anywhere) => ({ madeBy: { name: anywhere } }));
  const where: Prisma.KeyWhereInput = { AND: [{ serviceWorkspaceId }, within, searched] };
  const rows = await db().key.findMany({
    where: cursor ? { AND: [where, { id: { lt: cursor } }] } : where,
    select: SERVICE_KEY_COLUMNS,
    // Ids are in the order of their making.
    orderBy: { id: "desc" },
    // One more than a page, which tells whether another follows.
    take: PAGE_SIZE + 1,
  });
  const keys = rows.slice(0, PAGE_SIZE).map((row) => serviceKeyView(row, now));
  const hasMore = rows.length > keys.length;
  const count = cursor || hasMore ? await db().key.count({ where, take: COUNTED_MAX + 1 }) : keys.length;
  return { keys, total: listCount(count), nextCursor: hasMore ? (keys.at(-1)?.id ?? null) : null };
}
