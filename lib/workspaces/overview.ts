import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { authorizeWorkspace } from "#lib/workspaces/authorize";
import type { TroubledServer, WorkspaceOverview } from "#lib/workspaces/dto";

/** The most troubled servers that the overview names. */
const TROUBLED_MAX = 5;

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
  const [servers, failingServers, callFailedServers, troubledServers, members, pendingInvitations, ownKeys, usedKeys] =
    await Promise.all([
      db().upstream.count({ where: { workspaceId, disabledAt: null } }),
      db().upstream.count({ where: { workspaceId, disabledAt: null, failureCode: { not: null } } }),
      db().upstream.count({ where: { workspaceId, disabledAt: null, failureCode: null, ...callsFailedSince() } }),
      findTroubled(workspaceId),
      db().membership.count({ where: { workspaceId } }),
      db().invitation.count({ where: { workspaceId, acceptedAt: null, expiresAt: { gt: caller.now } } }),
      db().key.count({ where: usable }),
      db().key.count({ where: { ...usable, lastUsedAt: { not: null } } }),
    ]);
  const counts = { servers, failingServers, callFailedServers, members, pendingInvitations, ownKeys, usedKeys };
  return { workspace: view, ...counts, troubledServers };
}

/** The servers on which a call has failed since Latchkey connected to them last. */
const callsFailedSince = () => ({ callFailedAt: { gt: db().upstream.fields.catalogueAt } });

async function findTroubled(workspaceId: string): Promise<TroubledServer[]> {
  const rows = await db().upstream.findMany({
    where: { workspaceId, disabledAt: null, OR: [{ failureCode: { not: null } }, callsFailedSince()] },
    select: { id: true, name: true, failureCode: true, failedAt: true, callFailedAt: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: TROUBLED_MAX,
  });
  return rows.flatMap(({ id, name, failureCode, failedAt, callFailedAt }) => {
    const at = failureCode ? failedAt : callFailedAt;
    return at ? [{ id, name, isConnected: failureCode === null, at }] : [];
  });
}
