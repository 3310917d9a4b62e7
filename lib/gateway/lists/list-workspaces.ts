import { type Reply, resultReply } from "#lib/gateway/messages/reply";
import { LIST_WORKSPACES } from "#lib/gateway/offer/built-in-tool";
import type { Offer } from "#lib/gateway/offer/offer";
import type { McpRequest } from "#lib/gateway/request/mcp-request";
import type { BlockedWorkspace } from "#lib/keys/access/apply-policies";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import type { JsonObject } from "#lib/mcp/protocol";
import { blockedIn } from "#lib/policy/words";

/** Whether a request calls the built-in tool, which no server has to answer. */
export function isListWorkspaces({ method, params }: McpRequest): boolean {
  return method === "tools/call" && params.name === LIST_WORKSPACES.name;
}

/** Answers a call to the built-in tool. */
export function answerListWorkspaces({ id, envelope, requester, observation }: McpRequest, offer: Offer): Reply {
  observation.name = LIST_WORKSPACES.name;
  const result = listWorkspaces(requester.access, offer);
  return resultReply(id, envelope.era === "modern" ? { resultType: "complete", ...result } : result);
}

/** Says what the key reaches. The addresses and headers of servers are left out, because only admins may see them. */
function listWorkspaces(access: KeyAccess, offer: Offer): JsonObject {
  const content = {
    scopes: [...access.scopes],
    workspaces: access.workspaces.map((workspace) => ({
      slug: workspace.slug,
      name: workspace.name,
      servers: offer.upstreams
        .filter((one) => one.workspace === workspace.slug)
        .map(({ upstream }) => ({
          slug: upstream.slug,
          name: upstream.name,
          tools: countTools(offer, upstream.id),
          ...(upstream.isLeftOut && { note: LEFT_OUT }),
        })),
    })),
    ...(access.blocked.length > 0 && { blocked: access.blocked.map(blockedWorkspace) }),
  };
  return { content: [{ type: "text", text: JSON.stringify(content, null, 2) }], structuredContent: content };
}

/** Said of a server whose lists are empty although it offers something. */
const LEFT_OUT =
  "The catalogues of all servers that this key reaches are too large together, so this server is left out. Limit the key to fewer servers.";

function blockedWorkspace({ slug, name, blocks }: BlockedWorkspace) {
  return { slug, name, reasons: blocks, message: blockedIn(name, blocks) };
}

function countTools(offer: Offer, upstreamId: string): number {
  return [...offer.tools.values()].filter((tool) => tool.upstream.id === upstreamId && tool.class !== "blocked").length;
}
