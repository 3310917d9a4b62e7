import type { AuditActorChoice, AuditFilters, AuditListPage } from "#lib/audit-log/dto";
import { type AuditEventRecord, auditEventRecord } from "#lib/audit-log/event-record";
import { actorName, auditEventView, cursorAfter, loadNames, readRows } from "#lib/audit-log/rows";
import type { AuditCursor } from "#lib/audit-log/schema";
import { auditEventFilter } from "#lib/audit-log/where";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

const PAGE_SIZE = 50;
/** The most people in the filter. Others are found through their events. */
const ACTORS_MAX = 200;

/**
 * Reads a page of the audit log of a workspace, the newest event first, for one of its admins.
 * @param workspace the id or slug of the workspace
 * @param cursor where the page begins; null for the newest event
 * @throws AppError NOT_FOUND for a foreign workspace, FORBIDDEN for members who are not admins
 */
export async function listAuditEvents(
  caller: Caller,
  workspace: string,
  filters: AuditFilters,
  cursor: AuditCursor,
): Promise<AuditListPage> {
  const { rows, nameOf, name, nextCursor } = await readPage(caller, workspace, { filters, cursor, limit: PAGE_SIZE });
  return { events: rows.map((row) => auditEventView(row, nameOf, name)), nextCursor };
}

/** Which part of the audit log is read. `limit` is the most events of the page. */
export type AuditPageRequest = { filters: AuditFilters; cursor: AuditCursor; limit: number };

/**
 * Reads a page of the audit log for scripts. It is like `listAuditEvents`, but the caller chooses the length of the
 * page.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function readAuditEvents(
  caller: Caller,
  workspace: string,
  request: AuditPageRequest,
): Promise<{ events: AuditEventRecord[]; nextCursor: string | null }> {
  const { rows, nameOf, name, nextCursor } = await readPage(caller, workspace, request);
  return { events: rows.map((row) => auditEventRecord(row, nameOf, name)), nextCursor };
}

async function readPage(caller: Caller, workspace: string, { filters, cursor, limit }: AuditPageRequest) {
  const { id: workspaceId, name } = await authorizeWorkspace(caller, workspace, "audit:read");
  // One row more than the page tells whether another page follows.
  const read = await readRows({ AND: [{ workspaceId }, auditEventFilter(filters)] }, cursor, limit + 1);
  const rows = read.slice(0, limit);
  const last = read.length > limit ? rows.at(-1) : undefined;
  return { rows, nameOf: await loadNames(rows), name, nextCursor: last ? cursorAfter(last) : null };
}

type Actor = { actorId: string | null; actorKind: string };

/**
 * Lists the actors of the audit log of a workspace for the filter: people by name, then the others.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function listAuditActors(caller: Caller, workspace: string): Promise<AuditActorChoice[]> {
  const { id } = await authorizeWorkspace(caller, workspace, "audit:read");
  // The query goes from one person to the next in the index, so it reads a few rows for each person only.
  const people = await db().$queryRaw<{ actorId: string; name: string | null }[]>`
    WITH RECURSIVE actor AS (
      SELECT min("actorId") AS id FROM "AuditEvent" WHERE "workspaceId" = ${id}
      UNION ALL
      SELECT (SELECT min("actorId") FROM "AuditEvent" WHERE "workspaceId" = ${id} AND "actorId" > actor.id)
        FROM actor WHERE actor.id IS NOT NULL
    )
    SELECT actor.id AS "actorId", "User"."name" FROM actor LEFT JOIN "User" ON "User"."id" = actor.id
     WHERE actor.id IS NOT NULL LIMIT ${ACTORS_MAX}`;
  const others = await db().$queryRaw<Actor[]>`
    SELECT DISTINCT "actorId", "actorKind" FROM "AuditEvent" WHERE "workspaceId" = ${id} AND "actorId" IS NULL`;
  const names = new Map(people.map(({ actorId, name }) => [actorId, name ?? undefined]));
  const choiceOf = ({ actorId, actorKind }: Actor) => ({
    value: actorId ?? actorKind,
    name: actorName({ actorId, actorKind }, (userId) => names.get(userId)),
  });
  return [
    ...people
      .map(({ actorId }) => choiceOf({ actorId, actorKind: "user" }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    ...others.map(choiceOf),
  ];
}

/**
 * Returns the name of a target in its newest event. The page shows it when it filters by this target.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function auditTargetName(caller: Caller, workspace: string, targetId: string): Promise<string | null> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "audit:read");
  const [row] = await readRows({ workspaceId, targetId }, null, 1);
  if (!row) return null;
  return auditEventView(row, await loadNames([row]), null).target.name;
}
