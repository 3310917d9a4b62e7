import type { UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** Makes the snapshot of a connected server, for tests without a database. */
export function upstreamSnapshot(changes: Partial<UpstreamSnapshot> = {}): UpstreamSnapshot {
  return {
    id: "ups_test",
    workspaceId: "ws_test",
    revision: 1,
    name: "Test",
    slug: "test",
    unprefixed: false,
    url: "http://127.0.0.1:1/mcp",
    origin: "http://127.0.0.1:1",
    path: "/mcp",
    connection: "test",
    headers: {},
    callTimeoutSeconds: null,
    era: "modern",
    protocolVersion: "2026-07-28",
    capabilities: {},
    instructions: null,
    catalogueAt: null,
    bytes: 0,
    keptCharacters: 0,
    isLeftOut: false,
    tools: [],
    resources: [],
    resourceTemplates: [],
    prompts: [],
    rules: new Map(),
    serverRules: { toolsWithoutHints: "writing", confirmDestructive: "as_workspace" },
    ...changes,
  };
}
