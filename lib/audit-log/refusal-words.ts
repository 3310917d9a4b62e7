import type { Permission } from "#lib/auth/permissions";

/** The prefix of the reason when an API token lacks the scope for a permission. */
const API_SCOPE_PREFIX = "scope:";

/** Why the gateway refused a request of a key, by the error type. */
const KEY_REASONS = new Map(
  Object.entries({
    INSUFFICIENT_SCOPE: "its scopes do not allow it",
    TOOL_BLOCKED: "the tool is blocked",
    NOT_REACHED: "it no longer reaches the server",
    RATE_LIMITED: "too many requests",
    TOO_MANY_CALLS: "too many calls at once",
    TOO_MANY_STREAMS: "too many streams at once",
    POLICY_BLOCKED: "the policy blocks it",
  }),
);

/** What a member tried to do without the permission. */
const ATTEMPTS: Record<Permission, string> = {
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

/**
 * Returns why a request of a key was refused, such as "the tool is blocked". A newer version may have stored a reason
 * that this version does not know; it is returned in lower case.
 */
export function keyRefusal(reason: string): string {
  return KEY_REASONS.get(reason) ?? reason.toLowerCase().replaceAll("_", " ");
}

/** Returns what a person tried and why it was refused, such as "manage members, which their role does not allow". */
export function personRefusal(reason: string): string {
  const [permission, why] = reason.startsWith(API_SCOPE_PREFIX)
    ? [reason.slice(API_SCOPE_PREFIX.length), "with an API token whose scopes do not allow it"]
    : [reason, "which their role does not allow"];
  const attempt = Object.hasOwn(ATTEMPTS, permission) ? ATTEMPTS[permission as Permission] : "do something";
  return `${attempt}, ${why}`;
}
