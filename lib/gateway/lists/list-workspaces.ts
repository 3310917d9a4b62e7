import type { Offer } from "#lib/gateway/offer/offer";
import type { BlockedWorkspace } from "#lib/keys/access/apply-policies";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import type { JsonObject } from "#lib/mcp/protocol";
import { blockedIn } from "#lib/policy/words";

/** The result of the built-in tool. Addresses and headers of servers are the admins' business and are not told. */
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
    ...(access.blocked.length > 0 && { blocked: access.blocked.map(blockedWorkspace) }),
  };
  return { content: [{ type: "text", text: JSON.stringify(content, null, 2) }], structuredContent: content };
}

function blockedWorkspace({ slug, name, blocks }: BlockedWorkspace) {
  return { slug, name, reasons: blocks, message: blockedIn(name, blocks) };
}

function countTools(offer: Offer, upstreamId: string): number {
  return [...offer.tools.values()].filter((tool) => tool.upstream.id === upstreamId && tool.class !== "blocked").length;
}
