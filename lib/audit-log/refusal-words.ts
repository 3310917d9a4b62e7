import type { Permission } from "#lib/auth/permissions";

/** Before the permission that an API token lacks, while its owner may have it. */
const API_SCOPE = "scope:";

/** Why the gateway refused a request of a key, by the type of its answer. */
const OF_KEYS = new Map(
  Object.entries({
    INSUFFICIENT_SCOPE: "its scopes do not allow it",
    TOOL_BLOCKED: "the tool is blocked",
    NOT_REACHED: "it no longer reaches the server",
    RATE_LIMITED: "too many requests",
    TOO_MANY_CALLS: "too many calls at once",
    TOO_MANY_STREAMS: "too many streams at once",
    POLICY_BLOCKED: "the policy keeps it out",
  }),
);

/** What a member tried without the permission for it. */
const OF_PEOPLE: Record<Permission, string> = {
  "workspace:read": "open the workspace",
  "workspace:rename": "rename the workspace",
  "workspace:configure": "change the workspace’s settings",
  "workspace:delete": "delete the workspace",
  "members:read": "see the members",
  "members:manage": "manage members",
  "owners:manage": "change the owners",
  "upstreams:read": "see the MCP servers",
  "upstreams:manage": "manage MCP servers",
  "keys:create": "make a key",
  "access:manage": "see or revoke keys of others",
  "service_keys:manage": "manage service keys",
  "policy:manage": "change the policy",
  "usage:read": "see the usage",
  "audit:read": "read the audit log",
  "webhooks:manage": "manage webhooks",
};

/** "the tool is blocked"; an unknown reason, from a newer version, in its own words. */
export function keyRefusal(reason: string): string {
  return OF_KEYS.get(reason) ?? reason.toLowerCase().replaceAll("_", " ");
}

/** "manage members, which their role does not allow". */
export function personRefusal(reason: string): string {
  const [permission, bar] = reason.startsWith(API_SCOPE)
    ? [reason.slice(API_SCOPE.length), "with an API token whose scopes do not allow it"]
    : [reason, "which their role does not allow"];
  const deed = Object.hasOwn(OF_PEOPLE, permission) ? OF_PEOPLE[permission as Permission] : "do something";
  return `${deed}, ${bar}`;
}
