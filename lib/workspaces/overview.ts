import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { authorizeWorkspace } from "#lib/workspaces/authorize";
import type { WorkspaceOverview } from "#lib/workspaces/dto";

/**
 * Counts the servers, members, invitations and own keys of a workspace for its overview page.
 * @throws AppError NOT_FOUND
 */
export async function workspaceOverview(caller: Caller, workspace: string): Promise<WorkspaceOverview> {
  const view = await authorizeWorkspace(caller, workspace, "workspace:read");
  const workspaceId = view.id;
  const usable = {
    userId: caller.principal.userId,
    revokedAt: null,
    OR: [{ expiresAt: null }, { expiresAt: { gt: caller.now } }],
    workspaces: { some: { workspaceId, detachedAt: null } },
  };
  const [servers, failingServers, members, pendingInvitations, ownKeys, usedKeys] = await Promise.all([
    db().upstream.count({ where: { workspaceId, disabledAt: null } }),
    db().upstream.count({ where: { workspaceId, disabledAt: null, failureCode: { not: null } } }),
    db().membership.count({ where: { workspaceId } }),
    db().invitation.count({ where: { workspaceId, acceptedAt: null, expiresAt: { gt: caller.now } } }),
    db().key.count({ where: usable }),
    db().key.count({ where: { ...usable, lastUsedAt: { not: null } } }),
  ]);
  return { workspace: view, servers, failingServers, members, pendingInvitations, ownKeys, usedKeys };
}
