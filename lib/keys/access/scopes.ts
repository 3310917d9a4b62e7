/** The scopes that a key may be granted, in the order in which screens show them. */
export const SCOPES = ["mcp:tools:list", "mcp:tools:call", "mcp:resources:read", "mcp:read", "mcp:full"] as const;
export type Scope = (typeof SCOPES)[number];

/** The single rights that the gateway checks; a scope is a set of rights. */
export type Right = "tools:list" | "tools:call" | "tools:write" | "resources:read" | "prompts:read";

const READ: readonly Right[] = ["tools:list", "tools:call", "resources:read", "prompts:read"];

/** The rights of each scope. The forms, the API and the gateway all use this table. */
const RIGHTS: Record<Scope, readonly Right[]> = {
  "mcp:tools:list": ["tools:list"],
  "mcp:tools:call": ["tools:call"],
  "mcp:resources:read": ["resources:read"],
  "mcp:read": READ,
  "mcp:full": [...READ, "tools:write"],
};

export const SCOPE_LABELS: Record<Scope, string> = {
  "mcp:tools:list": "List tools",
  "mcp:tools:call": "Call read-only tools",
  "mcp:resources:read": "List and read resources",
  "mcp:read": "Everything read-only: tools, resources and prompts",
  "mcp:full": "Everything, and tools that write",
};

/** The smallest scope that includes each right, for messages that name the missing scope. */
export const SCOPE_FOR_RIGHT: Record<Right, Scope> = {
  "tools:list": "mcp:tools:list",
  "tools:call": "mcp:tools:call",
  "tools:write": "mcp:full",
  "resources:read": "mcp:resources:read",
  "prompts:read": "mcp:read",
};

/** Returns all rights that `scopes` grant together. An unknown scope, stored by a newer version, grants nothing. */
export function rightsOf(scopes: readonly string[]): ReadonlySet<Right> {
  return new Set(scopes.filter(isScope).flatMap((scope) => RIGHTS[scope]));
}

/** The known scopes among `scopes` that grant nothing beyond `rights`, each once. */
export function scopesWithin(rights: ReadonlySet<Right>, scopes: readonly string[]): Scope[] {
  return SCOPES.filter((scope) => scopes.includes(scope) && RIGHTS[scope].every((right) => rights.has(right)));
}

/** Whether the wider scopes among `scopes` grant every right of `scope` already. */
export function isImplied(scope: Scope, scopes: readonly Scope[]): boolean {
  const wider = scopes.filter((other) => other !== scope && RIGHTS[other].length > RIGHTS[scope].length);
  return RIGHTS[scope].every((right) => wider.some((other) => RIGHTS[other].includes(right)));
}

/** Whether `text` names a scope that this version knows. */
export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

/** The form's word for a set of scopes. */
export type AccessLevel = "read_only" | "full" | "custom";

/** The scopes that each access level grants, except for `custom`, where the person chooses them. */
export const SCOPES_OF_ACCESS: Record<Exclude<AccessLevel, "custom">, Scope[]> = {
  read_only: ["mcp:read"],
  full: ["mcp:full"],
};

export const ACCESS_LABELS: Record<AccessLevel, string> = {
  read_only: "Read-only",
  full: "Full access",
  custom: "Custom access",
};

/** Returns the access level of a key with these scopes. */
export function accessLevelOf(scopes: readonly string[]): AccessLevel {
  const rights = rightsOf(scopes);
  if (rights.has("tools:write")) return "full";
  return READ.every((right) => rights.has(right)) ? "read_only" : "custom";
}
