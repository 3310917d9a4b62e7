import { mayGive, type Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { db, type Transaction } from "#lib/db/client";
import type { OwnInvitation } from "#lib/members/dto";

/** The most invitations of one person that are shown. */
const SHOWN_MAX = 50;

/**
 * Returns the email that the caller's provider confirmed when their session began. Only this proves that an invitation
 * is theirs when they do not have its link, because nobody has confirmed the email of an account with a password.
 * @returns null after a sign-in with a password, and for scripts
 */
export async function confirmedEmailOf(transaction: Transaction, { principal }: Caller): Promise<string | null> {
  if (principal.kind !== "user") return null;
  const where = { id: principal.sessionId, userId: principal.userId };
  const session = await transaction.session.findFirst({ where, select: { confirmedEmail: true } });
  return session?.confirmedEmail ?? null;
}

type Row = OwnInvitation & { inviterRole: Role };

/**
 * Lists the open invitations to the email that the caller's provider has confirmed, the newest first. Workspaces of
 * which the caller is a member are left out.
 */
export async function listOwnInvitations(caller: Caller): Promise<OwnInvitation[]> {
  const email = await confirmedEmailOf(db(), caller);
  if (email === null) return [];
  const { userId } = caller.principal;
  const rows = await db().$queryRaw<Row[]>`
    SELECT invitation.id, invitation.email, invitation.role::text AS role, invitation."expiresAt",
           workspace.name AS "workspaceName", inviter.name AS "invitedByName", membership.role::text AS "inviterRole"
      FROM "Invitation" invitation
      JOIN "Workspace" workspace ON workspace.id = invitation."workspaceId"
      JOIN "User" inviter ON inviter.id = invitation."invitedById" AND inviter."disabledAt" IS NULL
      JOIN "Membership" membership
        ON membership."workspaceId" = invitation."workspaceId" AND membership."userId" = inviter.id
     WHERE invitation.email = ${email} AND invitation."acceptedAt" IS NULL AND invitation."expiresAt" > ${caller.now}
       AND NOT EXISTS (SELECT FROM "Membership" own
                        WHERE own."workspaceId" = invitation."workspaceId" AND own."userId" = ${userId})
     ORDER BY invitation."createdAt" DESC, invitation.id DESC LIMIT ${SHOWN_MAX}`;
  return rows.filter((row) => mayGive(row.inviterRole, row.role)).map(({ inviterRole: _, ...own }) => own);
}
