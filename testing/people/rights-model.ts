/**
 * A second, simple model of what a key may do. The tests compare the gateway with it. It uses none of the rules in
 * `lib`.
 */

export const VALUES = {
  role: ["owner", "admin", "member", "service"],
  /** Whether the owner is a member of the workspace, has left it, or an admin has detached it from the key. */
  membership: ["held", "left", "detached"],
  scope: ["mcp:tools:list", "mcp:tools:call", "mcp:read", "mcp:full"],
  environment: ["any", "production"],
  servers: ["all", "second"],
  policy: [
    "none",
    "full access for admins",
    "keys by admins",
    "apps by admins",
    "listed clients",
    "30 days",
    "expiry",
    "from here",
    "from elsewhere",
  ],
  status: ["active for ever", "active for 90 days", "expiring", "expired", "revoked", "owner disabled"],
  /** A key with a token of its own, or a connected app with an access token. */
  credential: ["key", "app"],
} as const;

export type Case = { [Field in keyof typeof VALUES]: (typeof VALUES)[Field][number] };

/** Two servers with the same five tools. */
export const SERVERS = {
  first: { environment: "production", toolsWithoutHints: "writing" },
  second: { environment: "staging", toolsWithoutHints: "read_only" },
} as const;
export type ServerName = keyof typeof SERVERS;

export const TOOLS = {
  hinted: { readOnlyHint: true, rule: null },
  plain: { readOnlyHint: undefined, rule: null },
  opened: { readOnlyHint: undefined, rule: "read_only" },
  narrowed: { readOnlyHint: true, rule: "writing" },
  closed: { readOnlyHint: true, rule: "blocked" },
} as const;
export type ToolName = keyof typeof TOOLS;

/** The rules that only connected apps know. A key is no different under them. */
const ABOUT_APPS = new Set(["apps by admins", "listed clients"]);

/**
 * Returns every possible combination. A service key has no owner who can leave or be disabled, and is no app. The limits
 * of environment and servers are read by the same text for apps, so apps have both of them or none.
 */
export function everyCase(): Case[] {
  let all: Record<string, string>[] = [{}];
  for (const [field, values] of Object.entries(VALUES)) {
    all = all.flatMap((one) => values.map((value) => ({ ...one, [field]: value })));
  }
  return (all as Case[]).filter((one) => (one.credential === "app" ? isAppCase(one) : isKeyCase(one)));
}

const isKeyCase = ({ role, membership, status, policy }: Case) =>
  !ABOUT_APPS.has(policy) && (role !== "service" || (membership !== "left" && status !== "owner disabled"));

const isAppCase = ({ role, environment, servers }: Case) =>
  role !== "service" && (environment === "any") === (servers === "all");

export const isAccepted = ({ status }: Case) => /^(active|expiring)/.test(status);

function isBlocked({ credential, policy, role, scope, status }: Case): boolean {
  const isMember = role === "member";
  if (policy === "apps by admins") return isMember;
  if (policy === "listed clients") return true;
  if (policy === "full access for admins") return isMember && scope === "mcp:full";
  if (policy === "keys by admins") return isMember && credential === "key";
  if (policy === "30 days") return status !== "expiring";
  if (policy === "expiry") return status === "active for ever";
  return policy === "from elsewhere";
}

function reaches(one: Case, server: ServerName): boolean {
  if (one.membership !== "held" || isBlocked(one)) return false;
  if (one.environment === "production" && SERVERS[server].environment !== "production") return false;
  return one.servers === "all" || server === "second";
}

function isUsable({ scope }: Case, server: ServerName, tool: ToolName): boolean {
  if (tool === "closed") return false;
  if (tool === "plain" && SERVERS[server].toolsWithoutHints === "read_only") return true;
  return tool === "hinted" || tool === "opened" || scope === "mcp:full";
}

/** Returns the names of the listed tools in any order, or the type of the refusal. */
export function expectedList(one: Case): string[] | string {
  if (!isAccepted(one)) return "INVALID_API_KEY";
  if (one.scope === "mcp:tools:call") return "INSUFFICIENT_SCOPE";
  const names = (Object.keys(SERVERS) as ServerName[])
    .filter((server) => reaches(one, server))
    .flatMap((server) =>
      (Object.keys(TOOLS) as ToolName[])
        .filter((tool) => isUsable(one, server, tool))
        .map((tool) => `${server}__${tool}`),
    );
  return ["list_workspaces", ...names].sort();
}

/** Returns `ok`, or the type of the refusal. */
export function expectedCall(one: Case, server: ServerName, tool: ToolName): string {
  if (!isAccepted(one)) return "INVALID_API_KEY";
  if (one.scope === "mcp:tools:list") return "INSUFFICIENT_SCOPE";
  if (!reaches(one, server)) return one.membership === "held" && isBlocked(one) ? "POLICY_BLOCKED" : "UNKNOWN_TOOL";
  if (tool === "closed") return "TOOL_BLOCKED";
  return isUsable(one, server, tool) ? "ok" : "INSUFFICIENT_SCOPE";
}
