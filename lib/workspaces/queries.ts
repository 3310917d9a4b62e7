import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import type { WorkspaceView } from "#lib/workspaces/dto";

/** The most workspaces that are listed at once. A person belongs to few. */
const LIST_MAX = 500;

/** Which part of a list by name is read: at most `limit` entries after this name and id; null for the first ones. */
export type PageByName = { after: { name: string; id: string } | null; limit: number };

/** Lists the caller's workspaces, ordered by name. */
export async function listWorkspaces(
  caller: Caller,
  { after, limit }: PageByName = { after: null, limit: LIST_MAX },
): Promise<WorkspaceView[]> {
  const memberships = await db().membership.findMany({
    where: { userId: caller.principal.userId, ...(after && { workspace: afterName(after) }) },
    select: { role: true, workspace: { select: { id: true, name: true, slug: true } } },
    orderBy: [{ workspace: { name: "asc" } }, { workspaceId: "asc" }],
    take: limit,
  });
  return memberships.map(({ role, workspace }) => ({ ...workspace, role }));
}

/** Returns the condition for entries that follow this one in the order of names, then of ids. */
export function afterName({ name, id }: { name: string; id: string }) {
  return { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] };
}
