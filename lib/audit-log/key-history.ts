import type { AuditEventView } from "#lib/audit-log/dto";
import { type AuditRow, auditEventView, loadNames, readRows } from "#lib/audit-log/rows";
import type { Caller } from "#lib/auth/principal";
import { db, type Prisma } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** The most events that are shown. Few things happen to a key, and refusals are one event a minute at most. */
const EVENTS_MAX = 50;

export type KeyHistory = { events: AuditEventView[]; hasMore: boolean };

/**
 * Lists what happened to a key, the newest event first. The owner of the key sees all events. An admin of a workspace
 * sees the events of that workspace.
 * @param workspace the id or slug of the workspace in which the caller opened the key
 * @throws AppError NOT_FOUND when the workspace is foreign, or the key of somebody else never reached it; FORBIDDEN
 *   when the key belongs to somebody else and the caller is not an admin
 */
export async function listKeyHistory(caller: Caller, keyId: string, workspace: string): Promise<KeyHistory> {
  const { userId } = caller.principal;
  const isOwn = (await db().key.count({ where: { id: keyId, userId } })) > 0;
  const where = isOwn ? OWNER_EVENTS : await workspaceEvents(caller, keyId, workspace);
  const rows = await readRows({ AND: [{ targetId: keyId, targetType: "key" }, where] }, null, EVENTS_MAX + 1);
  const shown = rows.slice(0, EVENTS_MAX);
  const [nameOf, workspaces] = await Promise.all([loadNames(shown), loadWorkspaceNames(shown)]);
  const nameOfAll = (id: string) => nameOf(id) ?? workspaces.get(id);
  const events = shown.map((row) => {
    const view = auditEventView(row, nameOfAll, workspaces.get(row.workspaceId ?? "") ?? null);
    // The owner does not learn the address of an admin.
    return isOwn && row.actorId !== userId ? { ...view, address: null } : view;
  });
  return { events, hasMore: rows.length > EVENTS_MAX };
}

/**
 * The events that the owner of a key sees. Every event of a key has a row without a workspace for its owner, except
 * that an admin detached a workspace: that row belongs to the workspace only.
 */
const OWNER_EVENTS: Prisma.AuditEventWhereInput = { OR: [{ workspaceId: null }, { action: "key.detached" }] };

async function workspaceEvents(caller: Caller, keyId: string, workspace: string): Promise<Prisma.AuditEventWhereInput> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "audit:read");
  const hasReached = (await db().keyWorkspace.count({ where: { keyId, workspaceId } })) > 0;
  if (!hasReached) throw notFound("key");
  return { workspaceId };
}

/** Reads the names of the workspaces in these rows. The rows of the owner contain the ids of the key's workspaces. */
async function loadWorkspaceNames(rows: readonly AuditRow[]): Promise<Map<string, string>> {
  const ids = new Set(rows.flatMap((row) => row.workspaceId ?? []));
  for (const row of rows) for (const [id] of JSON.stringify(row.details).matchAll(/\bws_[0-9a-z]{26}\b/g)) ids.add(id);
  if (ids.size === 0) return new Map();
  const workspaces = await db().workspace.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true },
  });
  return new Map(workspaces.map(({ id, name }) => [id, name]));
}
