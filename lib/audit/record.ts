import type { Caller } from "#lib/auth/principal";
import type { Prisma, Transaction } from "#lib/db/client";
import { newId } from "#lib/ids";

/** Every action that is written down, as `<thing>.<what happened to it>`. */
type AuditAction =
  | "user.created"
  | "user.signed_in"
  | "user.updated"
  | "user.password_changed"
  | "user.provider_linked"
  | "user.disabled"
  | "user.enabled"
  | "workspace.created"
  | "workspace.renamed"
  | "workspace.confirmation_changed"
  | "workspace.deleted"
  | "member.invited"
  | "member.invitation_revoked"
  | "member.joined"
  | "member.role_changed"
  | "member.removed"
  | "member.left"
  | "upstream.created"
  | "upstream.updated"
  | "upstream.refreshed"
  | "upstream.enabled"
  | "upstream.disabled"
  | "upstream.removed"
  | "upstream.tool_rule_changed"
  | "key.created"
  | "key.revoked"
  | "key.detached";

export type AuditEntry = {
  action: AuditAction;
  workspaceId?: string | null;
  target: { type: "user" | "workspace" | "member" | "invitation" | "upstream" | "key"; id: string };
  /** What changed. Never a secret: no token, hash, password or header value. */
  details?: Prisma.InputJsonObject;
};

/** Writes an audit event in the transaction of the change it tells of. */
export async function recordAudit(transaction: Transaction, caller: Caller, entry: AuditEntry): Promise<void> {
  await transaction.auditEvent.create({
    data: {
      id: newId("evt"),
      at: caller.now,
      workspaceId: entry.workspaceId ?? null,
      actorId: caller.principal.userId,
      action: entry.action,
      targetType: entry.target.type,
      targetId: entry.target.id,
      details: entry.details ?? {},
      address: caller.address,
    },
  });
}
