import { type AuditActor, recordAuditEvents } from "#lib/audit/record";
import { mayGive, ROLES, type Role } from "#lib/auth/permissions";
import type { Prisma, Transaction } from "#lib/db/client";

/**
 * Revokes the invitations that match `where` and that nobody has accepted, each with its audit event. It locks
 * them in the order of their ids, so that two revocations do not wait for each other.
 * @returns how many were revoked
 */
export async function revokeInvitations(
  transaction: Transaction,
  actor: AuditActor,
  where: Prisma.InvitationWhereInput,
): Promise<number> {
  const revoked = await transaction.$queryRaw<Revoked[]>`
    DELETE FROM "Invitation"
     WHERE id IN (SELECT id FROM "Invitation" WHERE id = ANY(${await idsOf(transaction, where)})
                     AND "acceptedAt" IS NULL ORDER BY id FOR UPDATE)
    RETURNING id, "workspaceId", email, role::text AS role`;
  await recordAuditEvents(
    transaction,
    actor,
    revoked.map(({ id, workspaceId, email, role }) => ({
      action: "member.invitation_revoked",
      workspaceId,
      target: { type: "invitation", id, name: email },
      before: { email, role },
    })),
  );
  return revoked.length;
}

type Revoked = { id: string; workspaceId: string; email: string; role: Role };

async function idsOf(transaction: Transaction, where: Prisma.InvitationWhereInput): Promise<string[]> {
  const pending = { AND: [{ acceptedAt: null }, where] };
  const rows = await transaction.invitation.findMany({ where: pending, select: { id: true } });
  return rows.map(({ id }) => id);
}

/**
 * Matches the invitations that a person sent to a workspace and that no longer hold once the person has `role`.
 * @param role null when the person is no longer a member
 */
export function beyondRole(
  sent: { workspaceId: string; invitedById: string },
  role: Role | null,
): Prisma.InvitationWhereInput {
  return { ...sent, role: { in: ROLES.filter((given) => role === null || !mayGive(role, given)) } };
}
