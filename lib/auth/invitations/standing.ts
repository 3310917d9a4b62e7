import { KEEP_MEMBERSHIP } from "#lib/auth/locks";
import { mayGive, type Role } from "#lib/auth/permissions";
import { Prisma, type Transaction } from "#lib/db/client";

/** What decides whether a pending invitation still holds. `invitedById` is null when the account no longer exists. */
export type Standing = { workspaceId: string; role: Role; invitedById: string | null };

/**
 * Says whether an invitation still holds: whether its inviter may still give its role. The inviter may have another
 * role now, may have left the workspace, or their account may be disabled.
 */
export async function invitationHolds(transaction: Transaction, invitation: Standing): Promise<boolean> {
  return roleSuffices(await roleOfInviter(transaction, invitation, Prisma.empty), invitation);
}

/**
 * Says the same, and keeps it true until the transaction ends. Call it before the invitation itself is locked: whoever
 * changes the inviter's role locks the membership first and the invitations afterwards.
 */
export async function lockInvitationHolds(transaction: Transaction, invitation: Standing): Promise<boolean> {
  return roleSuffices(await roleOfInviter(transaction, invitation, KEEP_MEMBERSHIP), invitation);
}

function roleSuffices(inviter: Role | null, { role }: Standing): boolean {
  return inviter !== null && mayGive(inviter, role);
}

async function roleOfInviter(
  transaction: Transaction,
  { workspaceId, invitedById }: Standing,
  lock: Prisma.Sql,
): Promise<Role | null> {
  const [inviter] = await transaction.$queryRaw<{ role: Role }[]>`
    SELECT membership.role::text AS role
      FROM "Membership" membership
      JOIN "User" person ON person.id = membership."userId" AND person."disabledAt" IS NULL
     WHERE membership."workspaceId" = ${workspaceId} AND membership."userId" = ${invitedById} ${lock}`;
  return inviter?.role ?? null;
}
