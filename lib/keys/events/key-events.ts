import type { AuditAction } from "#lib/audit/actions";
import { type AuditActor, type AuditEntry, recordAuditEvents } from "#lib/audit/record";
import type { Transaction } from "#lib/db/client";

export type KeyEvent = Omit<AuditEntry, "target" | "workspaceId"> & {
  /** `userId` is null for a service key, which is in the log of no person. */
  key: { id: string; name: string | null; userId?: string | null };
  /** The workspaces that get a row each. */
  workspaceIds: readonly string[];
  /** What only one row tells: the row of a workspace, or the owner's row for null. */
  inRow?: (workspaceId: string | null) => Partial<Pick<AuditEntry, "details" | "before" | "after">>;
};

/**
 * Writes the audit rows of an event of a key: one row without a workspace for its owner, and one row for each
 * workspace. The admins of a workspace see only their own row. So `details`, `before` and `after` must not name any
 * workspace: pass that in `forOwner`, or in `inRow` for one workspace.
 * @param forOwner further details of the owner's row
 */
export async function recordKeyEvent(
  transaction: Transaction,
  actor: AuditActor,
  event: KeyEvent,
  forOwner: AuditEntry["details"] = {},
): Promise<void> {
  await recordKeyEvents(transaction, actor, [event], forOwner);
}

/** Writes the audit rows of events of several keys; see `recordKeyEvent`. */
export async function recordKeyEvents(
  transaction: Transaction,
  actor: AuditActor,
  events: readonly KeyEvent[],
  forOwner: AuditEntry["details"] = {},
): Promise<void> {
  const apps = await appsAmong(transaction, events);
  const entries = events.flatMap((event) => entriesOf(apps.has(event.key.id) ? asAppEvent(event) : event, forOwner));
  if (entries.length > 0) await recordAuditEvents(transaction, actor, entries);
}

/** A connected app is a key, but people know these events by other names. */
const APP_ACTIONS: Partial<Record<AuditAction, AuditAction>> = {
  "key.created": "app.connected",
  "key.updated": "app.changed",
  "key.revoked": "app.disconnected",
};

function asAppEvent(event: KeyEvent): KeyEvent {
  return { ...event, action: APP_ACTIONS[event.action] ?? event.action };
}

/** Read here, so that no operation on keys can forget that some of them are apps. */
async function appsAmong(transaction: Transaction, events: readonly KeyEvent[]): Promise<ReadonlySet<string>> {
  const ids = events.map(({ key }) => key.id);
  if (ids.length === 0) return new Set();
  const apps = await transaction.key.findMany({
    where: { id: { in: ids }, oauthClientId: { not: null } },
    select: { id: true },
  });
  return new Set(apps.map(({ id }) => id));
}

function entriesOf({ key, workspaceIds, inRow, ...event }: KeyEvent, forOwner: AuditEntry["details"]): AuditEntry[] {
  const entry: AuditEntry = { ...event, target: { type: "key", id: key.id, name: key.name } };
  const rowOf = (workspaceId: string | null) => merged(entry, inRow?.(workspaceId) ?? {});
  const ofWorkspaces = workspaceIds.map((workspaceId) => ({ ...rowOf(workspaceId), workspaceId }));
  if (key.userId === null) return ofWorkspaces;
  const owned = rowOf(null);
  return [{ ...owned, details: { ...owned.details, ...forOwner } }, ...ofWorkspaces];
}

function merged(entry: AuditEntry, own: Partial<Pick<AuditEntry, "details" | "before" | "after">>): AuditEntry {
  return {
    ...entry,
    details: { ...entry.details, ...own.details },
    ...((entry.before || own.before) && { before: { ...entry.before, ...own.before } }),
    ...((entry.after || own.after) && { after: { ...entry.after, ...own.after } }),
  };
}
