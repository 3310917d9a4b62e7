// Who may import whom. This table is the only place that says so: `write-rules.ts` turns it into rules for Biome.

/** The domains of `lib`, lowest first. A domain may import the domains before it, and every foundation. */
export const DOMAINS = [
  "workspaces",
  "policy",
  "audit-log",
  "members",
  "upstreams",
  "webhooks",
  "keys",
  "oauth",
  "usage",
  "notices",
  "connection",
  "api-tokens",
  "gateway",
] as const;

/** The foundations of `lib`: folders that every domain may import. They import no domain. */
export const FOUNDATIONS = [
  "audit",
  "auth",
  "background",
  "bell",
  "bounds",
  "clients",
  "db",
  "format",
  "http",
  "idempotency",
  "listing",
  "logging",
  "mail",
  "mcp",
  "outbox",
  "outgoing",
  "rate-limit",
  "secrets",
  "starting",
  "stopping",
  "telemetry",
  "text",
  "time",
] as const;

/**
 * The rooms of the folders that have rooms, lowest first. A room may import the rooms before it. `.` stands for the files
 * that lie directly in the folder.
 */
export const ROOMS: Record<string, readonly string[]> = {
  "lib/auth": [".", "passwords", "sessions", "invitations", "accounts", "providers", "sign-in"],
  "lib/clients": ["formats", "model", "programs", "."],
  "lib/upstreams": [".", "health", "catalogue", "wire", "calls", "reading", "checks", "settings"],
  "lib/webhooks": [".", "delivery", "settings"],
  "lib/keys": [
    "model",
    "access",
    "events",
    "policy",
    "leaks",
    "view",
    "lists",
    "refusals",
    "settings",
    "life",
    "legacy",
  ],
  "lib/oauth": ["protocol", "clients", "tokens", "consent", "apps"],
  "lib/gateway": [
    "messages",
    "observation",
    "request",
    "confirmation",
    "watch",
    "offer",
    "lists",
    "calls",
    "preview",
    "subscriptions",
    ".",
  ],
  "components/keys": ["facts", "preview", "reveal", "form", "dialogs", "card", "lists"],
  "components/upstreams": [".", "form", "offer", "list", "page"],
  "components/frame": ["navigation", "page", "."],
};

/** Packages that render pages or serve HTTP. `lib` knows nothing of them. */
export const FRAMEWORKS = ["next", "next/**", "react", "react-dom", "react/**", "hono", "hono/**", "@hono/**"];
export const SIGN_IN_LIBRARY = ["next-auth", "next-auth/**"];

/** The only files of `lib` that may import the sign-in library. */
export const SIGN_IN_FILES = ["lib/auth/sign-in/session.ts", "lib/auth/providers/options.ts"];

/** The files of `lib` that browsers load too: no database, no schema library. Components may import these alone. */
export const BROWSER_SAFE = [
  "#lib/*/dto",
  "#lib/*/status",
  "#lib/api-tokens/limits",
  "#lib/auth/api-scopes",
  "#lib/auth/permissions",
  "#lib/auth/sessions/dto",
  "#lib/clients/**",
  "#lib/clock",
  "#lib/db/away-words",
  "#lib/form",
  "#lib/format/**",
  "#lib/gateway/preview/dto",
  "#lib/keys/access/scopes",
  "#lib/keys/access/status",
  "#lib/keys/life/revocation",
  "#lib/keys/life/rotation",
  "#lib/keys/lists/options",
  "#lib/keys/refusals/dto",
  "#lib/keys/settings/draft",
  "#lib/keys/settings/expiry-options",
  "#lib/keys/settings/limits",
  "#lib/keys/view/dto",
  "#lib/listing/count",
  "#lib/listing/search",
  "#lib/oauth/consent/consent-draft",
  "#lib/oauth/consent/dto",
  "#lib/policy/allowance",
  "#lib/policy/grants",
  "#lib/policy/limits",
  "#lib/policy/words",
  "#lib/text/as-shown",
  "#lib/upstreams/environment",
  "#lib/upstreams/limits",
  "#lib/usage/groupings",
  "#lib/usage/outcome-class",
  "#lib/usage/periods",
  "#lib/webhooks/settings/old-secret",
];
