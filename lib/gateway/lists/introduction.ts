import { blockedWords } from "#lib/gateway/messages/policy-blocked";
import type { Offer } from "#lib/gateway/offer/offer";
import type { ReachableUpstream } from "#lib/gateway/offer/reachable-upstream";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import {
  type Era,
  IMPLEMENTATION,
  type JsonObject,
  LATEST_LEGACY_VERSION,
  LEGACY_VERSIONS,
  META,
  MODERN_VERSION,
} from "#lib/mcp/protocol";

/** The longest instructions, in characters. They go into the context of a language model. */
const INSTRUCTIONS_MAX = 8_000;

/** The result of `initialize`. It has no session id, because each request is authenticated on its own. */
export function initializeResult(access: KeyAccess, offer: Offer, requestedVersion: unknown): JsonObject {
  const isKnown = (LEGACY_VERSIONS as readonly unknown[]).includes(requestedVersion);
  return {
    protocolVersion: isKnown ? requestedVersion : LATEST_LEGACY_VERSION,
    capabilities: capabilities(access, offer, "legacy"),
    serverInfo: IMPLEMENTATION,
    instructions: instructions(access, offer),
  };
}

/** The result of `server/discover`. */
export function discoverResult(access: KeyAccess, offer: Offer): JsonObject {
  return {
    resultType: "complete",
    supportedVersions: [MODERN_VERSION],
    capabilities: capabilities(access, offer, "modern"),
    instructions: instructions(access, offer),
    ttlMs: 0,
    cacheScope: "private",
    _meta: { [META.serverInfo]: IMPLEMENTATION },
  };
}

/** What this key may use. Only the modern era announces changes, because it has a way to subscribe to them. */
function capabilities(access: KeyAccess, offer: Offer, era: Era): JsonObject {
  const listChanged = era === "modern" ? { listChanged: true } : {};
  return {
    ...(access.rights.has("tools:list") && { tools: listChanged }),
    ...(access.rights.has("resources:read") && { resources: listChanged }),
    ...(access.rights.has("prompts:read") && { prompts: listChanged }),
    ...(offers(offer, "completions") && { completions: {} }),
    ...(offersLogging(offer) && { logging: {} }),
  };
}

/** Whether a server in reach sends log messages. */
export function offersLogging(offer: Offer): boolean {
  return offers(offer, "logging");
}

function offers(offer: Offer, capability: string): boolean {
  return offer.upstreams.some((one) => one.upstream.capabilities[capability] !== undefined);
}

function instructions(access: KeyAccess, offer: Offer): string {
  if (access.workspaces.length === 0 && access.blocked.length > 0) {
    return `There are no tools for now. ${blockedWords(access.blocked)}`.slice(0, INSTRUCTIONS_MAX);
  }
  const only = offer.mode === "plain" ? offer.upstreams[0]?.upstream.instructions : undefined;
  if (only) return only.slice(0, INSTRUCTIONS_MAX);
  const pattern = offer.mode === "workspace" ? "<workspace>__<server>__<tool>" : "<server>__<tool>";
  const naming = `Tools and prompts of several MCP servers, named ${pattern}. The tool list_workspaces says what this key reaches.`;
  return [naming, ...offer.upstreams.flatMap((one) => ownInstructions(one, offer.mode === "workspace"))]
    .join("\n\n")
    .slice(0, INSTRUCTIONS_MAX);
}

function ownInstructions({ workspace, upstream }: ReachableUpstream, isWorkspaceNamed: boolean): string[] {
  if (!upstream.instructions) return [];
  const prefix = isWorkspaceNamed ? `${workspace}__${upstream.slug}` : upstream.slug;
  return [`${prefix}: ${upstream.instructions}`];
}
