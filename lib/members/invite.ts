import { actorOf, recordAudit, recordAuditEvents } from "#lib/audit/record";
import { can, type Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { db, type Prisma, type Transaction } from "#lib/db/client";
import { env } from "#lib/env";
import { invalidField, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { sendMail } from "#lib/mail/send";
import { hashInvitationSecret, makeInvitationSecret } from "#lib/members/invitation-secret";
import type { InviteMemberInput, RevokeInvitationInput } from "#lib/members/schema";
import { authorizeWorkspace, recordForbidden } from "#lib/workspaces/authorize";

/** How many days an invitation can be accepted. */
export const INVITATION_DAYS = 7;

/** The result of an invitation. `url` is shown once, because only a hash of its secret is stored. */
export type CreatedInvitation = { url: string; mailed: boolean };

/**
 * Invites somebody by email. An earlier invitation of the same email to this workspace is replaced.
 * @throws AppError NOT_FOUND, FORBIDDEN; INVALID_INPUT when the person is a member already
 */
export async function inviteMember(caller: Caller, input: InviteMemberInput): Promise<CreatedInvitation> {
  const secret = makeInvitationSecret();
  const workspace = await db().$transaction(async (transaction) => {
    const authorized = await authorizeWorkspace(caller, input.workspace, "members:manage", transaction);
    if (input.role === "owner" && !can(authorized.role, "owners:manage")) {
      throw recordForbidden(caller, authorized.id, "owners:manage", "invite owners");
    }
    const memberships = { some: { workspaceId: authorized.id } };
    const member = await transaction.user.findFirst({ where: { email: input.email, memberships } });
    if (member) throw invalidField("email", `${input.email} is a member of this workspace already.`);
    await replaceInvitation(transaction, caller, authorized.id, { ...input, tokenHash: hashInvitationSecret(secret) });
    return authorized;
  });
  const url = `${env().PUBLIC_URL}/invite/${secret}`;
  const subject = `Join ${workspace.name} on Latchkey`;
  const invited = `You are invited to the workspace ${workspace.name}.`;
  const text = `${invited}\n\nAccept the invitation within ${INVITATION_DAYS} days:\n${url}\n`;
  const cause = { owner: caller.principal.userId, workspace: workspace.id };
  return { url, mailed: await sendMail({ to: input.email, subject, text }, cause) };
}

async function replaceInvitation(
  transaction: Transaction,
  caller: Caller,
  workspaceId: string,
  invitation: { email: string; role: Role; tokenHash: string },
): Promise<void> {
  const { email, role, tokenHash } = invitation;
  const key = { workspaceId_email: { workspaceId, email } };
  const replaced = await transaction.invitation.findUnique({ where: key, select: { role: true } });
  await transaction.invitation.deleteMany({ where: { workspaceId, email } });
  const id = newId("inv");
  const invitedById = caller.principal.userId;
  const lifetime = { createdAt: caller.now, expiresAt: addDays(caller.now, INVITATION_DAYS) };
  await transaction.invitation.create({ data: { id, workspaceId, email, role, tokenHash, invitedById, ...lifetime } });
  await recordAudit(transaction, caller, {
    action: "member.invited",
    workspaceId,
    target: { type: "invitation", id, name: email },
    ...(replaced && { before: { email, role: replaced.role } }),
    after: { email, role },
  });
}

/**
 * Revokes an invitation that was not accepted yet.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function revokeInvitation(caller: Caller, input: RevokeInvitationInput): Promise<void> {
  await db().$transaction(async (transaction) => {
    const { id: workspaceId } = await authorizeWorkspace(caller, input.workspace, "members:manage", transaction);
    const pending = { id: input.invitationId, workspaceId, acceptedAt: null };
    const revoked = await revokeInvitations(transaction, caller, workspaceId, pending);
    if (revoked === 0) throw notFound("invitation");
  });
}

/**
 * Revokes the invitations of a workspace that match `where`, each with its audit event.
 * @returns how many were revoked
 */
export async function revokeInvitations(
  transaction: Transaction,
  caller: Caller,
  workspaceId: string,
  where: Prisma.InvitationWhereInput,
): Promise<number> {
  const matching = { AND: [{ workspaceId }, where] };
  const invitations = await transaction.invitation.findMany({
    where: matching,
    select: { id: true, email: true, role: true },
  });
  const { count } = await transaction.invitation.deleteMany({ where: matching });
  if (count === 0) return 0;
  await recordAuditEvents(
    transaction,
    actorOf(caller),
    invitations.map(({ id, email, role }) => ({
      action: "member.invitation_revoked",
      workspaceId,
      target: { type: "invitation", id, name: email },
      before: { email, role },
    })),
  );
  return count;
}
