import { Prisma, type Transaction } from "#lib/db/client";
import { newId } from "#lib/ids";
import { isWebhookEvent, type WebhookEvent } from "#lib/outbox/dto";
import { type PayloadWorkspace, publicDetails, subjectKind, type WebhookPayload } from "#lib/outbox/payload";
import { type PayloadSubjects, readPayloadSubjects } from "#lib/outbox/payload-subjects";

/** Of an audit event, what messages are made from. */
export type OutboxEntry = {
  action: string;
  workspaceId?: string | null;
  target: { id: string; name?: string | null };
  details?: Record<string, unknown>;
};
export type OutboxActor = { kind: string; id: string | null; at: Date };

type Wanted = OutboxEntry & { action: WebhookEvent; workspaceId: string };
type Listener = { id: string; events: string[]; workspace: PayloadWorkspace };

/**
 * Writes a message for each webhook that wants to be told of these events, in the transaction of the change itself: so
 * nothing is told that did not happen, and nothing that happened goes untold. Somebody else sends them.
 * Costs no query for what no webhook can be told of, and one where nobody listens.
 */
export async function enqueueWebhooks(
  transaction: Transaction,
  actor: OutboxActor,
  entries: readonly OutboxEntry[],
): Promise<void> {
  const wanted = entries.filter(isWanted);
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

function isWanted(entry: OutboxEntry): entry is Wanted {
  return Boolean(entry.workspaceId) && isWebhookEvent(entry.action);
}

/** The webhooks of each workspace. They are locked, lest one that is just being removed makes the whole change fail. */
async function lockListeners(transaction: Transaction, wanted: readonly Wanted[]): Promise<Map<string, Listener[]>> {
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
  entry: Wanted,
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
