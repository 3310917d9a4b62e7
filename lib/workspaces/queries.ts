import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import type { WorkspaceView } from "#lib/workspaces/dto";

/** A person is in few workspaces; more than this are not listed. */
const LIST_MAX = 500;

/** The caller's workspaces by name. */
export async function listWorkspaces(caller: Caller): Promise<WorkspaceView[]> {
  const memberships = await db().membership.findMany({
    where: { userId: caller.principal.userId },
    select: { role: true, workspace: { select: { id: true, name: true, slug: true } } },
    orderBy: [{ workspace: { name: "asc" } }, { workspaceId: "asc" }],
    take: LIST_MAX,
  });
  return memberships.map(({ role, workspace }) => ({ ...workspace, role }));
}
