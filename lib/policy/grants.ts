import type { Role } from "#lib/auth/permissions";
import type { Grantees } from "#lib/policy/dto";

/**
 * Whether a rule for `grantees` allows something to a person with this role. A service key has the rights of admins.
 */
export function grants(grantees: Grantees, role: Role | "service"): boolean {
  return grantees === "everyone" || role !== "member";
}
