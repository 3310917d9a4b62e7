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
  const shortened = hasShortNames(offer) ? " In long names the workspace and the server are shortened." : "";
  const naming = `Tools and prompts of several MCP servers, named ${pattern}.${shortened}`;
  return [
    `${naming} The tool list_workspaces says what this key reaches.`,
    ...offer.upstreams.flatMap((one) => ownInstructions(one, offer.mode)),
  ]
    .join("\n\n")
    .slice(0, INSTRUCTIONS_MAX);
}

/** Whether the prefix of a tool is shorter than `<workspace>__<server>__` or `<server>__`. */
function hasShortNames({ tools, mode, upstreams }: Offer): boolean {
  const prefixes = new Map(upstreams.map((one) => [one.upstream.id, prefixOf(one, mode)]));
  return [...tools].some(([name, { upstream }]) => !name.startsWith(`${prefixes.get(upstream.id)}__`));
}

function prefixOf({ workspace, upstream }: ReachableUpstream, mode: Offer["mode"]): string {
  return mode === "workspace" ? `${workspace}__${upstream.slug}` : upstream.slug;
}

function ownInstructions(one: ReachableUpstream, mode: Offer["mode"]): string[] {
  const { instructions: own } = one.upstream;
  return own ? [`${prefixOf(one, mode)}: ${own}`] : [];
}
