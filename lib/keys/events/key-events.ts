import { type AuditActor, type AuditEntry, recordAuditEvents } from "#lib/audit/record";
import type { Transaction } from "#lib/db/client";

export type KeyEvent = Omit<AuditEntry, "target" | "workspaceId"> & {
  /** `userId` is null for service keys, which are in no person's log. */
  key: { id: string; name: string | null; userId?: string | null };
  /** Every workspace that is concerned. */
  workspaceIds: readonly string[];
  /** What one row alone tells: that of a workspace, or with null the owner's. */
  inRow?: (workspaceId: string | null) => Partial<Pick<AuditEntry, "details" | "before" | "after">>;
};

/**
 * Writes down what happened to a key: once for its owner, with no workspace, and once for each workspace, whose admins
 * see their own row alone. So nothing in `details`, `before` or `after` may name other workspaces: those go by
 * `forOwner`, what concerns one workspace by `inRow`.
 * @param forOwner further details for the owner's row alone
 */
export async function recordKeyEvent(
  transaction: Transaction,
  actor: AuditActor,
  event: KeyEvent,
  forOwner: AuditEntry["details"] = {},
): Promise<void> {
  await recordKeyEvents(transaction, actor, [event], forOwner);
}

/** The same for what happened to several keys. */
export async function recordKeyEvents(
  transaction: Transaction,
  actor: AuditActor,
  events: readonly KeyEvent[],
  forOwner: AuditEntry["details"] = {},
): Promise<void> {
  const entries = events.flatMap((event) => entriesOf(event, forOwner));
  if (entries.length > 0) await recordAuditEvents(transaction, actor, entries);
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
