import type { AuditActorChoice, AuditFilters, AuditPage } from "#lib/audit-log/dto";
import { type AuditEventRecord, recordOf } from "#lib/audit-log/event-record";
import { actorName, cursorAfter, namesIn, readRows, viewOf } from "#lib/audit-log/rows";
import type { AuditCursor } from "#lib/audit-log/schema";
import { matching } from "#lib/audit-log/where";
import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

const PAGE_SIZE = 50;
/** Enough to choose from; whoever is beyond is found through their events. */
const ACTORS_MAX = 200;

/**
 * A page of what happened in a workspace, the newest first, for its admins.
 * @param workspace its id or slug
 * @throws AppError NOT_FOUND for a foreign workspace, FORBIDDEN for members who are not admins
 */
export async function listAuditEvents(
  caller: Caller,
  workspace: string,
  filters: AuditFilters,
  cursor: AuditCursor,
): Promise<AuditPage> {
  const { rows, nameOf, name, nextCursor } = await readPage(caller, workspace, { filters, cursor, limit: PAGE_SIZE });
  return { events: rows.map((row) => viewOf(row, nameOf, name)), nextCursor };
}

/** What of the log a script reads. */
export type AuditEventsWanted = { filters: AuditFilters; cursor: AuditCursor; limit: number };

/**
 * The same for machines, in pages of any length.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function readAuditEvents(
  caller: Caller,
  workspace: string,
  wanted: AuditEventsWanted,
): Promise<{ events: AuditEventRecord[]; nextCursor: string | null }> {
  const { rows, nameOf, name, nextCursor } = await readPage(caller, workspace, wanted);
  return { events: rows.map((row) => recordOf(row, nameOf, name)), nextCursor };
}

async function readPage(caller: Caller, workspace: string, { filters, cursor, limit }: AuditEventsWanted) {
  const { id: workspaceId, name } = await authorizeWorkspace(caller, workspace, "audit:read");
  // One more than a page, which tells whether another follows.
  const found = await readRows({ AND: [{ workspaceId }, matching(filters)] }, cursor, limit + 1);
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return { rows, nameOf: await namesIn(rows), name, nextCursor: last ? cursorAfter(last) : null };
}

type Actor = { actorId: string | null; actorKind: string };

/**
 * Everybody who did something in a workspace, by name, for choosing.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function listAuditActors(caller: Caller, workspace: string): Promise<AuditActorChoice[]> {
  const { id } = await authorizeWorkspace(caller, workspace, "audit:read");
  // From one person to the next in the index: however many events there are, this reads a few rows for each person.
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
 * What a thing of a workspace is called in its newest event, to say what a list is narrowed down to.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function auditTargetName(caller: Caller, workspace: string, targetId: string): Promise<string | null> {
  const { id: workspaceId } = await authorizeWorkspace(caller, workspace, "audit:read");
  const [row] = await readRows({ workspaceId, targetId }, null, 1);
  if (!row) return null;
  return viewOf(row, await namesIn([row]), null).target.name;
}
