import { type AuditActor, type AuditEntry, recordAuditEvents } from "#lib/audit/record";
import type { Transaction } from "#lib/db/client";

export type KeyEvent = Omit<AuditEntry, "target" | "workspaceId"> & {
  key: { id: string; name: string | null };
  /** Every workspace that is concerned. */
  workspaceIds: readonly string[];
};

/**
 * Writes down what happened to a key: once for its owner, with no workspace, and once for each workspace, whose admins
 * see their own row alone. So nothing in `details`, `before` or `after` may name other workspaces: those go by
 * `forOwner`.
 * @param forOwner further details for the owner's row alone
 */
export async function recordKeyEvent(
  transaction: Transaction,
  actor: AuditActor,
  event: KeyEvent,
  forOwner: AuditEntry["details"] = {},
): Promise<void> {
  await recordAuditEvents(transaction, actor, entriesOf(event, forOwner));
}

/** The same for what happened to several keys. */
export async function recordKeyEvents(
  transaction: Transaction,
  actor: AuditActor,
  events: readonly KeyEvent[],
): Promise<void> {
  const entries = events.flatMap((event) => entriesOf(event));
  if (entries.length > 0) await recordAuditEvents(transaction, actor, entries);
}

function entriesOf({ key, workspaceIds, ...event }: KeyEvent, forOwner: AuditEntry["details"] = {}): AuditEntry[] {
  const entry: AuditEntry = { ...event, target: { type: "key", ...key } };
  return [
    { ...entry, details: { ...entry.details, ...forOwner } },
    ...workspaceIds.map((workspaceId) => ({ ...entry, workspaceId })),
  ];
}
