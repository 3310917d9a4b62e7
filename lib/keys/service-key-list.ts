import type { Caller } from "#lib/auth/principal";
import { db, type Prisma } from "#lib/db/client";
import type { ServiceKeys, ServiceKeyView } from "#lib/keys/dto";
import { inactiveAt, usableAt } from "#lib/keys/filters";
import { SERVICE_KEYS_MAX } from "#lib/keys/limits";
import { SERVICE_KEY_COLUMNS, serviceKeyView } from "#lib/keys/service-key-view";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** Ended keys are kept for ever; so many make a page. */
const ENDED_PAGE_SIZE = 50;

/**
 * The service keys of a workspace, the newest first: those in use, and a page of those that ended.
 * @param workspace its id or slug
 * @param endedBefore the last ended key of the page before; null for the first page
 * @throws AppError NOT_FOUND for a foreign workspace, FORBIDDEN for members who are not admins
 */
export async function listServiceKeys(
  caller: Caller,
  workspace: string,
  endedBefore: string | null,
): Promise<ServiceKeys> {
  const { id } = await authorizeWorkspace(caller, workspace, "service_keys:manage");
  const { now } = caller;
  const [usable, ended] = await Promise.all([
    read(id, usableAt(now), now, SERVICE_KEYS_MAX),
    read(id, { AND: [inactiveAt(now), endedBefore ? { id: { lt: endedBefore } } : {}] }, now, ENDED_PAGE_SIZE + 1),
  ]);
  const shown = ended.slice(0, ENDED_PAGE_SIZE);
  return { usable, ended: shown, nextEnded: ended.length > shown.length ? (shown.at(-1)?.id ?? null) : null };
}

/** Ids are in the order of their making. */
async function read(
  serviceWorkspaceId: string,
  where: Prisma.KeyWhereInput,
  now: Date,
  take: number,
): Promise<ServiceKeyView[]> {
  const rows = await db().key.findMany({
    where: { ...where, serviceWorkspaceId },
    select: SERVICE_KEY_COLUMNS,
    orderBy: { id: "desc" },
    take,
  });
  return rows.map((row) => serviceKeyView(row, now));
}
