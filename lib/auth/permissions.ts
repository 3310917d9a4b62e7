/** The roles in a workspace, the most powerful first. */
export const ROLES = ["owner", "admin", "member"] as const;
export type Role = (typeof ROLES)[number];

/** The permissions of each role. Both the guards on the server and the screens read this table. */
const PERMISSIONS = {
  "workspace:read": ["owner", "admin", "member"],
  "workspace:rename": ["owner", "admin"],
  "workspace:configure": ["owner", "admin"],
  "workspace:delete": ["owner"],
  "members:read": ["owner", "admin", "member"],
  "members:manage": ["owner", "admin"],
  "owners:manage": ["owner"],
  "upstreams:read": ["owner", "admin", "member"],
  "upstreams:manage": ["owner", "admin"],
  "keys:create": ["owner", "admin", "member"],
  "access:manage": ["owner", "admin"],
  "service_keys:manage": ["owner", "admin"],
  "policy:manage": ["owner", "admin"],
  "usage:read": ["owner", "admin"],
  "audit:read": ["owner", "admin"],
  "webhooks:manage": ["owner", "admin"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

/** Says whether `role` has `permission`. */
export function can(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role);
}

/** Says whether somebody with `role` may give another person the role `given`, at once or by an invitation. */
export function mayGive(role: Role, given: Role): boolean {
  return can(role, given === "owner" ? "owners:manage" : "members:manage");
}

/** Returns the roles that have `permission`. */
export function rolesWith(permission: Permission): Role[] {
  return ROLES.filter((role) => can(role, permission));
}

export const ROLE_LABELS: Record<Role, string> = { owner: "Owner", admin: "Admin", member: "Member" };
