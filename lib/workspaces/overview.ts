import type { Caller } from "#lib/auth/principal";
import { db, type Prisma } from "#lib/db/client";
import { authorizeWorkspace } from "#lib/workspaces/authorize";
import { SERVER_TROUBLES, type ServerTrouble, type TroubledServer, type WorkspaceOverview } from "#lib/workspaces/dto";

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
  const servers = { workspaceId, disabledAt: null };
  const countIn = (trouble: ServerTrouble) => db().upstream.count({ where: { ...servers, ...inTrouble(trouble) } });
  const [count, failing, call_failed, no_room, troubledServers, members, pendingInvitations, ownKeys, usedKeys] =
    await Promise.all([
      db().upstream.count({ where: servers }),
      countIn("failing"),
      countIn("call_failed"),
      countIn("no_room"),
      findTroubled(workspaceId),
      db().membership.count({ where: { workspaceId } }),
      db().invitation.count({ where: { workspaceId, acceptedAt: null, expiresAt: { gt: caller.now } } }),
      db().key.count({ where: usable }),
      db().key.count({ where: { ...usable, lastUsedAt: { not: null } } }),
    ]);
  const serversIn = { failing, call_failed, no_room };
  return {
    workspace: view,
    servers: count,
    serversIn,
    troubledServers,
    members,
    pendingInvitations,
    ownKeys,
    usedKeys,
  };
}

/** The failure of a server that was reached. Only its catalogue could not be stored. */
const NO_ROOM = "CATALOGUE_TOO_LARGE";

function inTrouble(trouble: ServerTrouble): Prisma.UpstreamWhereInput {
  const conditions: Record<ServerTrouble, Prisma.UpstreamWhereInput> = {
    failing: { failureCode: { not: null, notIn: [NO_ROOM] } },
    call_failed: { failureCode: null, callFailedAt: { gt: db().upstream.fields.catalogueAt } },
    no_room: { failureCode: NO_ROOM },
  };
  return conditions[trouble];
}

async function findTroubled(workspaceId: string): Promise<TroubledServer[]> {
  const rows = await db().upstream.findMany({
    where: { workspaceId, disabledAt: null, OR: SERVER_TROUBLES.map(inTrouble) },
    select: { id: true, name: true, failureCode: true, failedAt: true, callFailedAt: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: TROUBLED_MAX,
  });
  return rows.flatMap(({ id, name, failureCode, failedAt, callFailedAt }) => {
    const at = failureCode ? failedAt : callFailedAt;
    return at ? [{ id, name, trouble: troubleOf(failureCode), at }] : [];
  });
}

function troubleOf(failureCode: string | null): ServerTrouble {
  if (failureCode === NO_ROOM) return "no_room";
  return failureCode === null ? "call_failed" : "failing";
}
