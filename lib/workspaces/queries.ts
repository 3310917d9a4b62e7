import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import type { WorkspaceView } from "#lib/workspaces/dto";

/** A person is in few workspaces; more than this are not listed at once. */
const LIST_MAX = 500;

/** A part of a list by name: what comes after this name and id, so many at most. */
export type PageByName = { after: { name: string; id: string } | null; limit: number };

/** The caller's workspaces by name. */
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

/** The condition for what follows in the order of names, then of ids. */
export function afterName({ name, id }: { name: string; id: string }) {
  return { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] };
}
