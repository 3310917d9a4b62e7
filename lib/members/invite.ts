import { actorOf, recordAudit } from "#lib/audit/record";
import { revokeInvitations } from "#lib/auth/invitations/revoke";
import { hasProvenIdentity, requireProof } from "#lib/auth/passwords/proof";
import { mayGive, type Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { db, isUniqueViolation, type Transaction } from "#lib/db/client";
import { env } from "#lib/env";
import { invalidField, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { sendMail } from "#lib/mail/send";
import { INVITATION_DAYS, invitationMail } from "#lib/members/invitation-mail";
import { hashInvitationSecret, makeInvitationSecret } from "#lib/members/invitation-secret";
import type { InviteMemberInput, RevokeInvitationInput } from "#lib/members/schema";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { authorizeWrite, recordForbidden } from "#lib/workspaces/authorize";
import type { WorkspaceView } from "#lib/workspaces/dto";

/** The result of an invitation. `url` is shown once, because only a hash of its secret is stored. */
export type CreatedInvitation = { url: string; mailed: boolean };

/**
 * Invites somebody by email. An earlier invitation of the same email to this workspace is replaced.
 * @throws AppError NOT_FOUND, FORBIDDEN; INVALID_INPUT when the person is a member already; RATE_LIMITED after too many
 *   invitations; the errors of `hasProvenIdentity` and `requireProof`
 */
export async function inviteMember(caller: Caller, input: InviteMemberInput): Promise<CreatedInvitation> {
  const secret = makeInvitationSecret();
  const isProven = await hasProvenIdentity(caller, input.password);
  const workspace = await db()
    .$transaction(async (transaction) => {
      const authorized = await authorizeWrite(transaction, caller, input.workspace, "members:manage");
      await ALLOWANCES.invitations.take({ person: caller.principal.userId, workspace: authorized.id });
      if (!mayGive(authorized.role, input.role)) {
        throw recordForbidden(caller, authorized.id, "owners:manage", "invite owners");
      }
      const memberships = { some: { workspaceId: authorized.id } };
      const member = await transaction.user.findFirst({ where: { email: input.email, memberships } });
      if (member) throw invalidField("email", `${input.email} is a member of this workspace already.`);
      const grant = { kind: "role", before: null, after: input.role } as const;
      await requireProof(transaction, caller, { isProven, grant, next: "invite them" });
      await replaceInvitation(transaction, caller, authorized.id, {
        ...input,
        tokenHash: hashInvitationSecret(secret),
      });
      return authorized;
    })
    .catch((error: unknown) => {
      if (!isUniqueViolation(error)) throw error;
      throw invalidField("email", `Somebody else invited ${input.email} at the same time. Reload the page.`);
    });
  const url = `${env().PUBLIC_URL}/invite/${secret}`;
  return { url, mailed: await mailInvitation(caller, workspace, input, url) };
}

/**
 * Mails an invitation, unless this recipient got many of them. Then the sender passes on the link.
 * @returns whether the mail server accepted the mail; false also without a mail server
 */
async function mailInvitation(
  caller: Caller,
  workspace: WorkspaceView,
  { email: to, role }: InviteMemberInput,
  url: string,
): Promise<boolean> {
  if (!env().SMTP_URL || !(await ALLOWANCES.invitationMails.allows({ recipient: to }))) return false;
  const { userId } = caller.principal;
  const inviter = await db().user.findUniqueOrThrow({ where: { id: userId }, select: { name: true } });
  const mail = invitationMail({ to, role, inviterName: inviter.name, workspaceName: workspace.name, url });
  return sendMail(mail, { owner: userId, workspace: workspace.id });
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
    const { id: workspaceId } = await authorizeWrite(transaction, caller, input.workspace, "members:manage");
    const where = { id: input.invitationId, workspaceId };
    const revoked = await revokeInvitations(transaction, actorOf(caller), where);
    if (revoked === 0) throw notFound("invitation");
  });
}
