import { Prisma, type Transaction } from "#lib/db/client";
import { newId } from "#lib/ids";
import { isWebhookEvent, type WebhookEvent } from "#lib/outbox/dto";
import { type PayloadWorkspace, publicDetails, subjectKind, type WebhookPayload } from "#lib/outbox/payload";
import { type PayloadSubjects, readPayloadSubjects } from "#lib/outbox/payload-subjects";

/** The fields of an audit event that a message needs. */
export type OutboxEntry = {
  action: string;
  workspaceId?: string | null;
  target: { id: string; name?: string | null };
  details?: Record<string, unknown>;
};
export type OutboxActor = { kind: string; id: string | null; at: Date };

/** An entry for which a webhook can get a message. */
type WebhookEntry = OutboxEntry & { action: WebhookEvent; workspaceId: string };
type Listener = { id: string; events: string[]; workspace: PayloadWorkspace };

/**
 * Writes a message for each webhook that subscribes to these events, in the transaction of the change itself. So there
 * is a message for a change exactly when the change is committed. `startWebhookDelivery` sends the messages. It makes
 * no query when webhooks have no such event, and one query when no webhook subscribes to it.
 */
export async function enqueueWebhooks(
  transaction: Transaction,
  actor: OutboxActor,
  entries: readonly OutboxEntry[],
): Promise<void> {
  const wanted = entries.filter(isWebhookEntry);
  if (wanted.length === 0) return;
  const listeners = await lockListeners(transaction, wanted);
  const pairs = wanted.flatMap((entry) =>
    (listeners.get(entry.workspaceId) ?? [])
      .filter(({ events }) => events.includes(entry.action))
      .map((listener) => ({ entry, listener })),
  );
  if (pairs.length === 0) return;
  const things = await readPayloadSubjects(
    transaction,
    actor,
    pairs.map(({ entry }) => entry),
  );
  await transaction.webhookDelivery.createMany({
    data: pairs.map(({ entry, listener }) => ({
      id: newId("whd"),
      webhookId: listener.id,
      event: entry.action,
      payload: payloadOf(entry, actor, listener.workspace, things),
      createdAt: actor.at,
      nextAttemptAt: actor.at,
    })),
  });
}

function isWebhookEntry(entry: OutboxEntry): entry is WebhookEntry {
  return Boolean(entry.workspaceId) && isWebhookEvent(entry.action);
}

/**
 * Reads the webhooks of each workspace, and locks them: a webhook that is removed meanwhile would make the change fail.
 */
async function lockListeners(
  transaction: Transaction,
  wanted: readonly WebhookEntry[],
): Promise<Map<string, Listener[]>> {
  const workspaceIds = [...new Set(wanted.map(({ workspaceId }) => workspaceId))];
  const actions = [...new Set(wanted.map(({ action }) => action))];
  const rows = await transaction.$queryRaw<{ id: string; events: string[]; workspace: PayloadWorkspace }[]>(Prisma.sql`
    SELECT w.id, w.events, jsonb_build_object('id', s.id, 'name', s.name, 'slug', s.slug) AS workspace
      FROM "Webhook" w JOIN "Workspace" s ON s.id = w."workspaceId"
     WHERE w."workspaceId" = ANY(${workspaceIds}) AND w."disabledAt" IS NULL AND w.events && ${actions}
     ORDER BY w.id FOR KEY SHARE OF w`);
  return Map.groupBy(rows, ({ workspace }) => workspace.id);
}

function payloadOf(
  entry: WebhookEntry,
  actor: OutboxActor,
  workspace: PayloadWorkspace,
  { people, keys }: PayloadSubjects,
): WebhookPayload {
  const { id, name = null } = entry.target;
  const key = keys.get(id) ?? { id, name, owner: null, expiresAt: null, rotatedFrom: null, rotatedTo: null };
  const member = people.get(id) ?? { id, name: name ?? "", email: "" };
  return {
    type: entry.action,
    timestamp: actor.at.toISOString(),
    data: {
      workspace,
      actor: { kind: actor.kind, id: actor.id, name: (actor.id && people.get(actor.id)?.name) || null },
      ...(subjectKind(entry.action) === "key" ? { key } : { member }),
      ...publicDetails(entry.details),
    },
  };
}
