import type { Permission } from "#lib/auth/permissions";

/** The scopes of API tokens, in the order in which screens show them. */
export const API_SCOPES = ["keys:read", "keys:write", "workspaces:read", "audit:read"] as const;
export type ApiScope = (typeof API_SCOPES)[number];

export const API_SCOPE_LABELS: Record<ApiScope, string> = {
  "keys:read": "See your keys, and as an admin those of your workspaces",
  "keys:write": "Create, change, rotate and revoke keys",
  "workspaces:read": "See your workspaces and their MCP servers",
  "audit:read": "As an admin, see the audit log and the usage of your workspaces",
};

/**
 * The scope that an API token needs for each permission. The role of its owner must have the permission too. No token
 * can use a permission that is not in this table.
 */
const SCOPE_FOR: Partial<Record<Permission, ApiScope>> = {
  "workspace:read": "workspaces:read",
  "upstreams:read": "workspaces:read",
  "keys:create": "keys:write",
  "access:manage": "keys:read",
  "usage:read": "audit:read",
  "audit:read": "audit:read",
};

/** Returns the scope that a token needs for `permission`; undefined when no token can use it. */
export function requiredScope(permission: Permission): ApiScope | undefined {
  return SCOPE_FOR[permission];
}

/** Says whether a token with `scopes` may use `permission`. */
export function tokenAllows(scopes: readonly string[], permission: Permission): boolean {
  const scope = SCOPE_FOR[permission];
  return scope !== undefined && scopes.includes(scope);
}

/** Says whether `text` is a scope that this version knows. */
export function isApiScope(text: string): text is ApiScope {
  return (API_SCOPES as readonly string[]).includes(text);
}
