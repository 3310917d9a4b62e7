import type { Role } from "#lib/auth/permissions";
import type { Grantees } from "#lib/policy/dto";

/** Whether a rule for `grantees` lets somebody of this role; a service key counts as its admins'. */
export function grants(grantees: Grantees, role: Role | "service"): boolean {
  return grantees === "everyone" || role !== "member";
}
