import type { ActorKind, AuditAction, TargetType } from "#lib/audit/actions";
import type { Caller } from "#lib/auth/principal";
import type { Prisma, Transaction } from "#lib/db/client";
import { newId } from "#lib/ids";
import { enqueueWebhooks } from "#lib/outbox/enqueue";

/** Who did it, and when. */
export type AuditActor = {
  kind: ActorKind;
  /** Of the user; for a key its owner's, null for nobody in particular. */
  id: string | null;
  at: Date;
  address: string | null;
  /** The application that called through the API. */
  originApp?: string | null;
};

export type AuditEntry = {
  action: AuditAction;
  workspaceId?: string | null;
  target: { type: TargetType; id: string; name?: string | null };
  /** What else is to be known. Never a secret: no token, hash, password or header value. */
  details?: Prisma.InputJsonObject;
  /** What changed, as it was and as it is now; the same goes for secrets. */
  before?: Prisma.InputJsonObject;
  after?: Prisma.InputJsonObject;
  /** How many times, for what is counted together. */
  count?: number;
};

/** Writes an audit event in the transaction of the change it tells of. */
export async function recordAudit(transaction: Transaction, caller: Caller, entry: AuditEntry): Promise<void> {
  await recordAuditEvents(transaction, actorOf(caller), [entry]);
}

/** Writes several at once, or those of an actor who is no caller; and what webhooks are to be told of them. */
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

/** Whoever calls an operation, as the audit log names them. */
export function actorOf({ principal, now, address, originApp }: Caller): AuditActor {
  return { kind: principal.kind, id: principal.userId, at: now, address, originApp };
}
