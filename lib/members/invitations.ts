import { createHash, randomBytes } from "node:crypto";
import { actorOf, recordAudit, recordAuditEvents } from "#lib/audit/record";
import { insertUser, type Newcomer } from "#lib/auth/operations";
import { hashPassword, refuseGuessable } from "#lib/auth/password";
import { can, type Role } from "#lib/auth/permissions";
import type { Caller } from "#lib/auth/principal";
import { addDays } from "#lib/clock";
import { db, type Prisma, type Transaction } from "#lib/db/client";
import { env } from "#lib/env";
import { AppError, invalidField, notFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { sendMail } from "#lib/mail/send";
import type { InvitationPreview } from "#lib/members/dto";
import type { AcceptAsNewInput, InviteMemberInput, RevokeInvitationInput } from "#lib/members/schema";
import { authorizeWorkspace, refused } from "#lib/workspaces/authorize";

export const INVITATION_DAYS = 7;

/** What the inviter gets: the link is shown once, since only a hash of its secret is kept. */
export type CreatedInvitation = { url: string; mailed: boolean };

/**
 * Invites somebody by email; an earlier invitation of the same person to this workspace is replaced.
 * @throws AppError NOT_FOUND, FORBIDDEN; INVALID_INPUT when they are a member already
 */
export async function inviteMember(caller: Caller, input: InviteMemberInput): Promise<CreatedInvitation> {
  const secret = randomBytes(32).toString("base64url");
  const workspace = await db().$transaction(async (transaction) => {
    const authorized = await authorizeWorkspace(caller, input.workspace, "members:manage", transaction);
    if (input.role === "owner" && !can(authorized.role, "owners:manage")) {
      throw refused(caller, authorized.id, "owners:manage", "invite owners");
    }
    const memberships = { some: { workspaceId: authorized.id } };
    const member = await transaction.user.findFirst({ where: { email: input.email, memberships } });
    if (member) throw invalidField("email", `${input.email} is a member of this workspace already.`);
    await replaceInvitation(transaction, caller, authorized.id, { ...input, tokenHash: hashOf(secret) });
    return authorized;
  });
  const url = `${env().PUBLIC_URL}/invite/${secret}`;
  const subject = `Join ${workspace.name} on Latchkey`;
  const text = `You are invited to the workspace ${workspace.name}.\n\nAccept within ${INVITATION_DAYS} days:\n${url}\n`;
  return { url, mailed: await sendMail({ to: input.email, subject, text }) };
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

/** @throws AppError NOT_FOUND, FORBIDDEN */
export async function revokeInvitation(caller: Caller, input: RevokeInvitationInput): Promise<void> {
  await db().$transaction(async (transaction) => {
    const { id: workspaceId } = await authorizeWorkspace(caller, input.workspace, "members:manage", transaction);
    const pending = { id: input.invitationId, workspaceId, acceptedAt: null };
    const revoked = await revokeInvitations(transaction, caller, workspaceId, pending);
    if (revoked === 0) throw notFound("invitation");
  });
}

/** Ends invitations of a workspace, each with its audit event. @returns how many there were */
export async function revokeInvitations(
  transaction: Transaction,
  caller: Caller,
  workspaceId: string,
  where: Prisma.InvitationWhereInput,
): Promise<number> {
  const ofWorkspace = { AND: [{ workspaceId }, where] };
  const invitations = await transaction.invitation.findMany({
    where: ofWorkspace,
    select: { id: true, email: true, role: true },
  });
  const { count } = await transaction.invitation.deleteMany({ where: ofWorkspace });
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

/**
 * What an invitation link is for.
 * @throws AppError NOT_FOUND when it is wrong, used, revoked or expired
 */
export async function previewInvitation(secret: string, now: Date): Promise<InvitationPreview> {
  const invitation = await findInvitation(db(), secret, now);
  const accountExists = (await db().user.count({ where: { email: invitation.email } })) > 0;
  return { workspaceName: invitation.workspace.name, email: invitation.email, role: invitation.role, accountExists };
}

/**
 * Joins the workspace as the caller.
 * @throws AppError NOT_FOUND; CONFLICT when the invitation is for another email
 */
export async function acceptInvitation(caller: Caller, secret: string): Promise<{ slug: string }> {
  return db().$transaction(async (transaction) => {
    const invitation = await findInvitation(transaction, secret, caller.now);
    const user = await transaction.user.findUniqueOrThrow({ where: { id: caller.principal.userId } });
    if (user.email !== invitation.email) {
      const advice = "Sign out, then open the link again.";
      throw new AppError("CONFLICT", `This invitation is for ${invitation.email}, not for ${user.email}. ${advice}`);
    }
    return join(transaction, caller, user.name, invitation);
  });
}

/**
 * Makes an account for the invited email and joins the workspace.
 * @throws AppError NOT_FOUND; INVALID_INPUT when the email has an account already or the password is easy to guess
 */
export async function acceptInvitationAsNew(
  newcomer: Newcomer,
  secret: string,
  input: AcceptAsNewInput,
): Promise<{ slug: string; email: string }> {
  const { email } = await findInvitation(db(), secret, newcomer.now);
  refuseGuessable("password", input.password, [input.name, email]);
  const passwordHash = await hashPassword(input.password);
  return db().$transaction(async (transaction) => {
    const invitation = await findInvitation(transaction, secret, newcomer.now);
    const caller = await insertUser(transaction, newcomer, { name: input.name, email, passwordHash });
    return { email, ...(await join(transaction, caller, input.name, invitation)) };
  });
}

type Invitation = Awaited<ReturnType<typeof findInvitation>>;

async function findInvitation(transaction: Transaction, secret: string, now: Date) {
  const invitation = await transaction.invitation.findFirst({
    where: { tokenHash: hashOf(secret), acceptedAt: null, expiresAt: { gt: now } },
    select: { id: true, email: true, role: true, workspace: { select: { id: true, name: true, slug: true } } },
  });
  if (invitation) return invitation;
  throw new AppError("NOT_FOUND", "This invitation was used, revoked or has expired. Ask for a new link.");
}

async function join(
  transaction: Transaction,
  caller: Caller,
  name: string,
  invitation: Invitation,
): Promise<{ slug: string }> {
  const { id, role, workspace } = invitation;
  const pending = { id, acceptedAt: null };
  const taken = await transaction.invitation.updateMany({ where: pending, data: { acceptedAt: caller.now } });
  if (taken.count === 0) throw new AppError("NOT_FOUND", "This invitation was used already.");
  const membership = { workspaceId: workspace.id, userId: caller.principal.userId, role, createdAt: caller.now };
  await transaction.membership.createMany({ data: [membership], skipDuplicates: true });
  await recordAudit(transaction, caller, {
    action: "member.joined",
    workspaceId: workspace.id,
    target: { type: "member", id: caller.principal.userId, name },
    after: { role },
  });
  return { slug: workspace.slug };
}

/** 256 random bits need no slow hash. */
function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
