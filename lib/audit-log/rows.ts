import type { ActorKind, AuditAction, TargetType } from "#lib/audit/actions";
import type { AuditEventView } from "#lib/audit-log/dto";
import { sentenceOf } from "#lib/audit-log/sentence";
import { changesBetween, factsOf, type NameOf } from "#lib/audit-log/words";
import { db, type Prisma } from "#lib/db/client";

const AUDIT_COLUMNS = {
  id: true,
  at: true,
  workspaceId: true,
  actorId: true,
  actorKind: true,
  action: true,
  targetType: true,
  targetId: true,
  targetName: true,
  details: true,
  before: true,
  after: true,
  count: true,
  address: true,
  originApp: true,
} as const satisfies Prisma.AuditEventSelect;

export type AuditRow = Prisma.AuditEventGetPayload<{ select: typeof AUDIT_COLUMNS }>;

/**
 * Reads events, the newest first. Events with the same time are ordered by id, so pages neither repeat nor skip one.
 * @param cursor the last event of the page before; null for the first page
 * @param take the most events to read
 */
export function readRows(
  where: Prisma.AuditEventWhereInput,
  cursor: { at: Date; id: string } | null,
  take: number,
): Promise<AuditRow[]> {
  // The index can start at the first condition only; the second one handles events with the same time.
  const after = cursor && {
    at: { lte: cursor.at },
    OR: [{ at: { lt: cursor.at } }, { id: { lt: cursor.id } }],
  };
  return db().auditEvent.findMany({
    where: after ? { AND: [where, after] } : where,
    select: AUDIT_COLUMNS,
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take,
  });
}

/** Returns the cursor of the page that follows this last event. */
export function cursorAfter({ at, id }: { at: Date; id: string }): string {
  return `${at.getTime()}.${id}`;
}

/** Reads the present names of the people, servers and keys in these rows. */
export async function loadNames(rows: readonly AuditRow[]): Promise<NameOf> {
  const idsOf = (...types: string[]) =>
    rows.filter((row) => types.includes(row.targetType) && row.targetName === null).map((row) => row.targetId);
  const people = [...rows.flatMap((row) => row.actorId ?? []), ...idsOf("user", "member")];
  const named = { id: true, name: true };
  const [users, upstreams, keys] = await Promise.all([
    namedBy(people, (id) => db().user.findMany({ where: { id }, select: named })),
    namedBy(idsOf("upstream"), (id) => db().upstream.findMany({ where: { id }, select: named })),
    namedBy(idsOf("key"), (id) => db().key.findMany({ where: { id }, select: named })),
  ]);
  const names = new Map([...users, ...upstreams, ...keys].map(({ id, name }) => [id, name ?? undefined]));
  return (id) => names.get(id);
}

async function namedBy<Row>(ids: string[], find: (filter: { in: string[] }) => Promise<Row[]>): Promise<Row[]> {
  return ids.length === 0 ? [] : find({ in: [...new Set(ids)] });
}

/** Returns the name of the actor in words. */
export function actorName({ actorKind, actorId }: Pick<AuditRow, "actorKind" | "actorId">, nameOf: NameOf): string {
  const person = actorId === null ? undefined : (nameOf(actorId) ?? "Somebody whose account was deleted");
  const names: Record<ActorKind, string> = {
    user: person ?? "Somebody",
    key: person === undefined ? "A service key" : `A key of ${person}`,
    api_token: `${person ?? "Somebody"}, by API token`,
    system: "Latchkey",
    operator: "An operator of the server",
    stranger: "Somebody without an account",
  };
  return names[actorKind as ActorKind] ?? actorKind;
}

/** Returns the name of the target at the time of the event, or else its present name. */
export function targetName({ targetName: stored, targetId }: AuditRow, nameOf: NameOf): string | null {
  return stored ?? nameOf(targetId) ?? null;
}

/**
 * Turns a row into the event that people read.
 * @param workspaceName the name of the row's workspace; null when it is not known
 */
export function auditEventView(row: AuditRow, nameOf: NameOf, workspaceName: string | null): AuditEventView {
  const { id, at, actorId, details, before, after, address, originApp } = row;
  const [actorKind, name] = [row.actorKind as ActorKind, targetName(row, nameOf)];
  return {
    id,
    at,
    action: row.action as AuditAction,
    actor: { kind: actorKind, id: actorId, name: actorName(row, nameOf) },
    summary: sentenceOf({ ...row, actorKind, name, workspaceName }),
    target: { type: row.targetType as TargetType, id: row.targetId, name },
    address,
    changes: changesBetween(before, after, nameOf),
    facts: [
      ...factsOf(withoutRefusalReason(row, details), nameOf),
      ...(originApp ? [{ label: "Application", value: originApp }] : []),
    ],
  };
}

/** Removes the reason of a refusal from the details, because the sentence of the event contains it. */
function withoutRefusalReason({ action }: AuditRow, details: Prisma.JsonValue): unknown {
  if (action !== "request.refused" || typeof details !== "object") return details;
  return { ...details, reason: null };
}
