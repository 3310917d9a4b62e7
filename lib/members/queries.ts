import type { Caller } from "#lib/auth/principal";
import { db } from "#lib/db/client";
import type { InvitationView, MemberView } from "#lib/members/dto";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

/** Enough for any team that administers members by hand. */
const LIST_MAX = 1_000;

/**
 * The members of a workspace by name.
 * @throws AppError NOT_FOUND
 */
export async function listMembers(caller: Caller, workspace: string): Promise<MemberView[]> {
  const { id } = await authorizeWorkspace(caller, workspace, "members:read");
  const memberships = await db().membership.findMany({
    where: { workspaceId: id },
    select: {
      role: true,
      createdAt: true,
      user: { select: { id: true, name: true, email: true, disabledAt: true } },
    },
    orderBy: [{ user: { name: "asc" } }, { userId: "asc" }],
    take: LIST_MAX,
  });
  return memberships.map(({ role, createdAt, user }) => ({
    userId: user.id,
    name: user.name,
    email: user.email,
    role,
    joinedAt: createdAt,
    disabled: user.disabledAt !== null,
  }));
}

/**
 * Invitations that can still be accepted, newest first.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function listInvitations(caller: Caller, workspace: string): Promise<InvitationView[]> {
  const { id } = await authorizeWorkspace(caller, workspace, "members:manage");
  const invitations = await db().invitation.findMany({
    where: { workspaceId: id, acceptedAt: null, expiresAt: { gt: caller.now } },
    select: { id: true, email: true, role: true, expiresAt: true, invitedBy: { select: { name: true } } },
    orderBy: { createdAt: "desc" },
    take: LIST_MAX,
  });
  return invitations.map(({ invitedBy, ...invitation }) => ({ ...invitation, invitedByName: invitedBy?.name ?? null }));
}
