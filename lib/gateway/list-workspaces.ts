import type { Offer } from "#lib/gateway/offer";
import type { KeyAccess } from "#lib/keys/authenticate";
import type { JsonObject } from "#lib/mcp";

/** The tool that is there even while no server is connected: what does this key reach? */
export const LIST_WORKSPACES = {
  name: "list_workspaces",
  title: "List workspaces",
  description:
    "Lists the Latchkey workspaces that this key reaches, the MCP servers connected to each, and the scopes the key has.",
  inputSchema: { type: "object", properties: {}, additionalProperties: false },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
} as const;

/** The tool's result. Addresses and headers of servers are the admins' business and are not told. */
export function listWorkspaces(access: KeyAccess, offer: Offer): JsonObject {
  const content = {
    scopes: [...access.scopes],
    workspaces: access.workspaces.map((workspace) => ({
      slug: workspace.slug,
      name: workspace.name,
      servers: offer.upstreams
        .filter((one) => one.workspace === workspace.slug)
        .map(({ upstream }) => ({ slug: upstream.slug, name: upstream.name, tools: countTools(offer, upstream.id) })),
    })),
  };
  return { content: [{ type: "text", text: JSON.stringify(content, null, 2) }], structuredContent: content };
}

function countTools(offer: Offer, upstreamId: string): number {
  return [...offer.tools.values()].filter((tool) => tool.upstream.id === upstreamId && tool.class !== "blocked").length;
}
