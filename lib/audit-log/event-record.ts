import type { ActorKind, AuditAction, TargetType } from "#lib/audit/actions";
import { type AuditRow, actorName, targetName } from "#lib/audit-log/rows";
import { sentenceOf } from "#lib/audit-log/sentence";
import type { NameOf } from "#lib/audit-log/words";

/** An audit event, as exported files and the REST API contain it. The values are as they are stored. */
export type AuditEventRecord = {
  id: string;
  /** ISO 8601. */
  at: string;
  actor: { kind: ActorKind; id: string | null; name: string };
  action: AuditAction;
  summary: string;
  target: { type: TargetType; id: string; name: string | null };
  count: number;
  address: string | null;
  /** The name of the application that called the REST API, as the application itself states it. */
  application: string | null;
  before: unknown;
  after: unknown;
  details: unknown;
};

/**
 * Turns a row into the record that files and the REST API contain.
 * @param nameOf returns the present name of an id
 */
export function auditEventRecord(row: AuditRow, nameOf: NameOf, workspaceName: string): AuditEventRecord {
  const { id, count, address, before, after, details } = row;
  const kind = row.actorKind as ActorKind;
  const name = targetName(row, nameOf);
  return {
    id,
    at: row.at.toISOString(),
    actor: { kind, id: row.actorId, name: actorName(row, nameOf) },
    action: row.action as AuditAction,
    summary: sentenceOf({ ...row, actorKind: kind, name, workspaceName }),
    target: { type: row.targetType as TargetType, id: row.targetId, name },
    count,
    address,
    application: row.originApp,
    before,
    after,
    details,
  };
}
