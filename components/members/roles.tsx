import { mayGive, ROLES, type Role } from "#lib/auth/permissions";

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
