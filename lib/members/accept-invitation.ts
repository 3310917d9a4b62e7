import { recordAudit } from "#lib/audit/record";
import { insertUser, type Newcomer } from "#lib/auth/accounts/sign-up";
import { invitationHolds, lockInvitationHolds } from "#lib/auth/invitations/standing";
import { keepAccounts } from "#lib/auth/locks";
import { hashPassword, requireStrongPassword } from "#lib/auth/passwords/password";
import type { Caller } from "#lib/auth/principal";
import { requireLiveCredential } from "#lib/auth/sessions/require-live-credential";
import { db, type Prisma, type Transaction } from "#lib/db/client";
import { AppError, notFound } from "#lib/errors";
import type { InvitationPreview } from "#lib/members/dto";
import { hashInvitationSecret } from "#lib/members/invitation-secret";
import { confirmedEmailOf } from "#lib/members/own-invitations";
import type { AcceptAsNewInput, AcceptOwnInput } from "#lib/members/schema";
import { ALLOWANCES } from "#lib/rate-limit/allowances";
import { networkOf } from "#lib/rate-limit/network";

/**
 * Reads what an invitation link is for.
 * @param secret the last part of the link
 * @throws AppError NOT_FOUND when the link is wrong, used, revoked or expired, and when the person who sent it may no
 *   longer invite
 */
export async function previewInvitation(secret: string, now: Date): Promise<InvitationPreview> {
  const invitation = await findInvitation(db(), secret, now);
  if (!(await invitationHolds(db(), invitation))) throw noLongerHolds();
  const accountExists = (await db().user.count({ where: { email: invitation.email } })) > 0;
  const { email, role, workspace, invitedBy } = invitation;
  return { workspaceName: workspace.name, email, role, invitedByName: invitedBy?.name ?? null, accountExists };
}

/** The token is the last part of the link. */
type AcceptInput = { token: string };

/**
 * Accepts an invitation with the caller's account.
 * @throws AppError NOT_FOUND when the link is no longer valid or the account is disabled; CONFLICT when the invitation is
 *   for another email; UNAUTHENTICATED when the session has ended
 */
export async function acceptInvitation(caller: Caller, { token: secret }: AcceptInput): Promise<{ slug: string }> {
  return db().$transaction(async (transaction) => {
    const invitation = await findInvitation(transaction, secret, caller.now);
    const user = await keepCaller(transaction, caller, invitation);
    const isTheirs = user.email === invitation.email || user.confirmedEmail === invitation.email;
    if (!isTheirs) {
      const advice = "Sign out, then open the link again.";
      throw new AppError("CONFLICT", `This invitation is for ${invitation.email}, not for ${user.email}. ${advice}`);
    }
    return joinWorkspace(transaction, caller, user.name, invitation);
  });
}

/**
 * Accepts an invitation without its link, for somebody whose provider has confirmed the invited email at this sign-in.
 * @throws AppError NOT_FOUND when the invitation is not open or is for another email, and when the account is disabled;
 *   UNAUTHENTICATED when the session has ended
 */
export async function acceptOwnInvitation(caller: Caller, { invitationId }: AcceptOwnInput): Promise<{ slug: string }> {
  return db().$transaction(async (transaction) => {
    const invitation = await findOpen(transaction, { id: invitationId }, caller.now);
    const user = await keepCaller(transaction, caller, invitation);
    if (user.confirmedEmail !== invitation.email) throw notOpen();
    return joinWorkspace(transaction, caller, user.name, invitation);
  });
}

type Accepting = { name: string; email: string; confirmedEmail: string | null };

/** Keeps the accounts of the caller and the inviter, and the session, until the transaction ends. */
async function keepCaller(transaction: Transaction, caller: Caller, { invitedById }: Invitation): Promise<Accepting> {
  const { userId } = caller.principal;
  await keepAccounts(transaction, [userId, ...(invitedById ? [invitedById] : [])]);
  const user = await transaction.user.findFirst({
    where: { id: userId, disabledAt: null },
    select: { name: true, email: true },
  });
  if (!user) throw notFound("account");
  await requireLiveCredential(transaction, caller);
  return { ...user, confirmedEmail: await confirmedEmailOf(transaction, caller) };
}

/**
 * Creates an account for the invited email, and accepts the invitation with it.
 * @throws AppError NOT_FOUND when the link is no longer valid; INVALID_INPUT when the email has an account already or
 *   the password is easy to guess; RATE_LIMITED above the limits of the caller's network
 */
export async function acceptInvitationAsNew(
  newcomer: Newcomer,
  { token: secret, ...input }: AcceptInput & AcceptAsNewInput,
): Promise<{ slug: string; email: string }> {
  const { email } = await findInvitation(db(), secret, newcomer.now);
  await requireStrongPassword("password", input.password, [input.name, email], newcomer.address);
  await ALLOWANCES.acceptedInvitations.take({ network: networkOf(newcomer.address ?? "unknown") });
  const passwordHash = await hashPassword(input.password, newcomer.address);
  return db().$transaction(async (transaction) => {
    const invitation = await findInvitation(transaction, secret, newcomer.now);
    const caller = await insertUser(transaction, newcomer, { name: input.name, email, passwordHash });
    return { email, ...(await joinWorkspace(transaction, caller, input.name, invitation)) };
  });
}

type Invitation = Awaited<ReturnType<typeof findInvitation>>;

async function findInvitation(transaction: Transaction, secret: string, now: Date) {
  return findOpen(transaction, { tokenHash: hashInvitationSecret(secret) }, now);
}

async function findOpen(transaction: Transaction, which: Prisma.InvitationWhereInput, now: Date) {
  const invitation = await transaction.invitation.findFirst({
    where: { ...which, acceptedAt: null, expiresAt: { gt: now } },
    select: {
      id: true,
      email: true,
      role: true,
      workspaceId: true,
      invitedById: true,
      invitedBy: { select: { name: true } },
      workspace: { select: { id: true, name: true, slug: true } },
    },
  });
  if (!invitation) throw notOpen();
  return invitation;
}

function notOpen(): AppError {
  return new AppError("NOT_FOUND", "This invitation was used, revoked or has expired. Ask for a new link.");
}

function noLongerHolds(): AppError {
  return new AppError(
    "NOT_FOUND",
    "This invitation is no longer valid, because the person who sent it can no longer invite. Ask for a new one.",
  );
}

/** Marks the invitation as used and makes the caller a member, if the inviter may still give the role. */
async function joinWorkspace(
  transaction: Transaction,
  caller: Caller,
  name: string,
  invitation: Invitation,
): Promise<{ slug: string }> {
  const { id, role, workspace } = invitation;
  if (!(await lockInvitationHolds(transaction, invitation))) throw noLongerHolds();
  const pending = { id, acceptedAt: null };
  const used = await transaction.invitation.updateMany({ where: pending, data: { acceptedAt: caller.now } });
  if (used.count === 0)
    throw new AppError("NOT_FOUND", "This invitation was used or revoked already. Ask for a new link.");
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
