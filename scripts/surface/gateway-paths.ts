import type { Row } from "#scripts/surface/rows";

/** What the gateway's other paths ask for. A test requires an entry for each path of `gateway/paths.ts`. */
export const GATEWAY_ROWS: Row[] = [
  {
    name: "/mcp",
    right: "a key; its scopes, workspaces, policies, servers and rules at this request",
    limit: "`calls-by-key`, `calls-by-workspace`; `failed-authentication` by network",
    share: "calls, streams, bodies, answers, questions: owner, workspace, server",
  },
  { name: "/mcp/", right: "as /mcp", limit: "as /mcp", share: "as /mcp" },
  {
    name: "/register",
    right: "none: it only explains",
    limit: "the server's connections and time",
    share: "none is held",
  },
  {
    name: "/oauth/",
    right: "a code, a refresh token or a token of the client that sends it; registration: none, it stores nothing",
    limit: "`oauth-requests`, `oauth-failures` and `oauth-registrations` by network",
    share: "none is held",
  },
  {
    name: "/.well-known/",
    right: "none: it says how to sign in",
    limit: "the server's connections and time",
    share: "none is held",
  },
  { name: "/api/v1/", right: "see the operations of the API", limit: "see there", share: "see there" },
  { name: "/api/health", right: "none", limit: "the server's connections and time", share: "none is held" },
  { name: "/api/ready", right: "none", limit: "one question to the database at a time", share: "none is held" },
  {
    name: "/metrics",
    right: "`METRICS_TOKEN`, or this machine on an installation for it alone",
    limit: "the server's connections and time",
    share: "none is held",
  },
  { name: "/docs/api", right: "none", limit: "the server's connections and time", share: "none is held" },
  { name: "/docs/api/scalar.js", right: "none", limit: "the server's connections and time", share: "none is held" },
  { name: "/api/v1/openapi.json", right: "see readDescription", limit: "see there", share: "see there" },
];
