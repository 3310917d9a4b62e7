import type { AuditEventView } from "#lib/audit-log/dto";
import { type AuditRow, namesIn, readRows, viewOf } from "#lib/audit-log/rows";
import type { Caller } from "#lib/auth/principal";
import { db, type Prisma } from "#lib/db/client";
import { notFound } from "#lib/errors";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** A key lives for years and little happens to it; refusals come once a minute at most. */
const SHOWN = 50;

export type KeyHistory = { events: AuditEventView[]; hasMore: boolean };

/**
 * What happened to a key, the newest first. Its owner sees all of it; an admin of a workspace what concerns that one.
 * @param workspace the id or slug of the workspace in which it is looked at
 * @throws AppError NOT_FOUND for a key of somebody else where the caller is no admin, or a foreign workspace; FORBIDDEN
 */
export async function listKeyHistory(caller: Caller, keyId: string, workspace: string): Promise<KeyHistory> {
  const { userId } = caller.principal;
  const isOwn = (await db().key.count({ where: { id: keyId, userId } })) > 0;
  const where = isOwn ? ofOwner : await ofWorkspace(caller, keyId, workspace);
  const rows = await readRows({ AND: [{ targetId: keyId, targetType: "key" }, where] }, null, SHOWN + 1);
  const shown = rows.slice(0, SHOWN);
  const [nameOf, workspaces] = await Promise.all([namesIn(shown), workspaceNames(shown)]);
  const nameOfAll = (id: string) => nameOf(id) ?? workspaces.get(id);
  const events = shown.map((row) => {
    const view = viewOf(row, nameOfAll, workspaces.get(row.workspaceId ?? "") ?? null);
    // From where an admin worked is no business of the owner's.
    return isOwn && row.actorId !== userId ? { ...view, address: null } : view;
  });
  return { events, hasMore: rows.length > SHOWN };
}

/** Of all that happens to a key its owner has a row; what an admin takes away stands with the workspace alone. */
const ofOwner: Prisma.AuditEventWhereInput = { OR: [{ workspaceId: null }, { action: "key.detached" }] };

async function ofWorkspace(caller: Caller, keyId: string, workspace: string): Promise<Prisma.AuditEventWhereInput> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "audit:read");
  const wasGiven = (await db().keyWorkspace.count({ where: { keyId, workspaceId } })) > 0;
  if (!wasGiven) throw notFound("key");
  return { workspaceId };
}

/** The owner's rows name the workspaces of the key by their ids. */
async function workspaceNames(rows: readonly AuditRow[]): Promise<Map<string, string>> {
  const ids = new Set(rows.flatMap((row) => row.workspaceId ?? []));
  for (const row of rows) for (const [id] of JSON.stringify(row.details).matchAll(/\bws_[0-9a-z]{26}\b/g)) ids.add(id);
  if (ids.size === 0) return new Map();
  const found = await db().workspace.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } });
  return new Map(found.map(({ id, name }) => [id, name]));
}
