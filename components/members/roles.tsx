import { mayGive, ROLES, type Role } from "#lib/auth/permissions";
import type { InvitationView } from "#lib/members/dto";

/** What each role may do, in one sentence. */
export const ROLE_MEANINGS: Record<Role, string> = {
  owner: "Can do everything, including managing owners and deleting the workspace.",
  admin: "Connects MCP servers, manages members, sees and revokes every key that reaches the workspace.",
  member: "Creates keys for their own AI clients.",
};

/** The roles that a person with `role` may give to others. */
export function rolesToGive(role: Role): Role[] {
  return ROLES.filter((given) => mayGive(role, given));
}

/**
 * Returns the invitations that no longer hold when their sender has `role`.
 * @param role null for a sender who is no longer a member
 */
export function invitationsBeyond(invitations: readonly InvitationView[], role: Role | null): InvitationView[] {
  return invitations.filter((invitation) => role === null || !mayGive(role, invitation.role));
}
