import { can, ROLES, type Role } from "#lib/auth/permissions";

/** What each role may do, in a sentence. */
export const ROLE_MEANINGS: Record<Role, string> = {
  owner: "Everything, including other owners and deleting the workspace.",
  admin: "Connects MCP servers, manages members, sees and revokes every key that reaches the workspace.",
  member: "Makes keys for their own AI clients.",
};

/** The roles that somebody with `role` may give. */
export function rolesToGive(role: Role): Role[] {
  return ROLES.filter((candidate) => candidate !== "owner" || can(role, "owners:manage"));
}
