import type { ActorKind, AuditAction, TargetType } from "#lib/audit/actions";
import type { Caller } from "#lib/auth/principal";
import type { Prisma, Transaction } from "#lib/db/client";
import { newId } from "#lib/ids";
import { enqueueWebhooks } from "#lib/outbox/enqueue";

/** Who did something, and when. */
export type AuditActor = {
  kind: ActorKind;
  /** The id of the user; for a key, the id of its owner; null when no single person acts. */
  id: string | null;
  at: Date;
  address: string | null;
  /** The name of the application that called the REST API. */
  originApp?: string | null;
};

/** What happened, for one audit event. */
export type AuditEntry = {
  action: AuditAction;
  workspaceId?: string | null;
  target: { type: TargetType; id: string; name?: string | null };
  /** Further facts. They never contain a secret: no token, hash, password or header value. */
  details?: Prisma.InputJsonObject;
  /** The changed fields with their old and new values. They never contain a secret. */
  before?: Prisma.InputJsonObject;
  after?: Prisma.InputJsonObject;
  /** How many times it happened, when several occurrences are one event. */
  count?: number;
};

/** Writes one audit event. Use the transaction of the change itself. */
export async function recordAudit(transaction: Transaction, caller: Caller, entry: AuditEntry): Promise<void> {
  await recordAuditEvents(transaction, actorOf(caller), [entry]);
}

/** Writes audit events and the webhook deliveries that they cause. The actor may be somebody who is not a caller. */
export async function recordAuditEvents(
  transaction: Transaction,
  actor: AuditActor,
  entries: readonly AuditEntry[],
): Promise<void> {
  await transaction.auditEvent.createMany({
    data: entries.map(({ action, workspaceId, target, details, before, after, count }) => ({
      id: newId("evt"),
      at: actor.at,
      workspaceId: workspaceId ?? null,
      actorId: actor.id,
      actorKind: actor.kind,
      action,
      targetType: target.type,
      targetId: target.id,
      targetName: target.name ?? null,
      details: details ?? {},
      before,
      after,
      count,
      address: actor.address,
      originApp: actor.originApp,
    })),
  });
  await enqueueWebhooks(transaction, actor, entries);
}

/** Returns the actor that the audit log shows for a caller. */
export function actorOf({ principal, now, address, originApp }: Caller): AuditActor {
  return { kind: principal.kind, id: principal.userId, at: now, address, originApp };
}
