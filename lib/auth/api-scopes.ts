import type { Permission } from "#lib/auth/permissions";

/** What a personal token may be used for at the API, in the order in which screens show it. */
export const API_SCOPES = ["keys:read", "keys:write", "workspaces:read", "audit:read"] as const;
export type ApiScope = (typeof API_SCOPES)[number];

export const API_SCOPE_LABELS: Record<ApiScope, string> = {
  "keys:read": "See your keys, and as an admin those of your workspaces",
  "keys:write": "Create, change, rotate and revoke keys",
  "workspaces:read": "See your workspaces and their MCP servers",
  "audit:read": "As an admin, see the audit log and the usage of your workspaces",
};

/**
 * The scope that a token needs for what the role of its owner permits in a workspace. What is not here no token can do,
 * whoever owns it.
 */
const SCOPE_FOR: Partial<Record<Permission, ApiScope>> = {
  "workspace:read": "workspaces:read",
  "upstreams:read": "workspaces:read",
  "keys:create": "keys:write",
  "access:manage": "keys:read",
  "usage:read": "audit:read",
  "audit:read": "audit:read",
};

/** The scope that `permission` asks of a token; undefined for what no token can do. */
export function scopeFor(permission: Permission): ApiScope | undefined {
  return SCOPE_FOR[permission];
}

/** Whether a token with `scopes` may use `permission`. */
export function tokenMay(scopes: readonly string[], permission: Permission): boolean {
  const scope = SCOPE_FOR[permission];
  return scope !== undefined && scopes.includes(scope);
}

/** Whether `text` names a scope that this version knows. */
export function isApiScope(text: string): text is ApiScope {
  return (API_SCOPES as readonly string[]).includes(text);
}
