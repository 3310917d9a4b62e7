/** What a key may be granted, in the order in which screens show it. */
export const SCOPES = ["mcp:tools:list", "mcp:tools:call", "mcp:resources:read", "mcp:read", "mcp:full"] as const;
export type Scope = (typeof SCOPES)[number];

/** The single rights that the gateway asks for; a scope is a set of them. */
export type Right = "tools:list" | "tools:call" | "tools:write" | "resources:read" | "prompts:read";

const READ: readonly Right[] = ["tools:list", "tools:call", "resources:read", "prompts:read"];

/** The one table that form, REST, gateway and consent screen share. */
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

/** The least scope that includes each right, for messages that name what is missing. */
export const SCOPE_FOR_RIGHT: Record<Right, Scope> = {
  "tools:list": "mcp:tools:list",
  "tools:call": "mcp:tools:call",
  "tools:write": "mcp:full",
  "resources:read": "mcp:resources:read",
  "prompts:read": "mcp:read",
};

/** Every right that `scopes` grant together. Unknown scopes, from a newer version, grant nothing. */
export function rightsOf(scopes: readonly string[]): ReadonlySet<Right> {
  return new Set(scopes.filter(isScope).flatMap((scope) => RIGHTS[scope]));
}

/** Whether `scope` adds nothing beside others among `scopes`. */
export function isImplied(scope: Scope, scopes: readonly Scope[]): boolean {
  const wider = scopes.filter((other) => other !== scope && RIGHTS[other].length > RIGHTS[scope].length);
  return RIGHTS[scope].every((right) => wider.some((other) => RIGHTS[other].includes(right)));
}

/** Whether `text` names a scope that this version knows. */
export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

/** The two choices of the form. */
export type Access = "read_only" | "full";

export const SCOPES_OF_ACCESS: Record<Access, Scope[]> = { read_only: ["mcp:read"], full: ["mcp:full"] };

export const ACCESS_LABELS: Record<Access | "custom", string> = {
  read_only: "Read-only",
  full: "Full access",
  custom: "Custom access",
};

/** The form's word for a set of scopes. */
export function accessOf(scopes: readonly string[]): Access | "custom" {
  const rights = rightsOf(scopes);
  if (rights.has("tools:write")) return "full";
  return READ.every((right) => rights.has(right)) ? "read_only" : "custom";
}
