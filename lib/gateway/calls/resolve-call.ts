import { requireNotBlocked } from "#lib/gateway/calls/require-not-blocked";
import { insufficientScope } from "#lib/gateway/messages/challenge";
import { invalidParams, refusal } from "#lib/gateway/messages/rpc-error";
import type { Offer, OfferedTool } from "#lib/gateway/offer/offer";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { isObject, type JsonObject } from "#lib/mcp/protocol";
import type { UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import type { CatalogueEntry, UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** The server that a request goes to, and the request in the words of that server. */
export type ResolvedCall = {
  upstream: UpstreamSnapshot;
  params: JsonObject;
  /** The tool, which says what `Mcp-Param-*` headers it has. Null for other calls. */
  tool: CatalogueEntry | null;
  /** Whether a person has to agree to the call. */
  asksFirst: boolean;
  /** The URI that the client asked for and the one that the server knows; null when they are equal. */
  uri: { asked: string; known: string } | null;
};

/** The methods that are forwarded to a server. */
export type CallMethod = UpstreamCall["method"];

/** The longest name or URI, which is kept until the call ends. */
const NAME_MAX_CHARACTERS = 16 * 1024;

const RESOLVERS: Record<CallMethod, (params: JsonObject, access: KeyAccess, offer: Offer) => ResolvedCall> = {
  "tools/call": resolveTool,
  "prompts/get": resolvePrompt,
  "resources/read": resolveResource,
  "completion/complete": resolveCompletion,
};

export function isCallMethod(method: string): method is CallMethod {
  return Object.hasOwn(RESOLVERS, method);
}

/**
 * Finds the server of a request and decides whether the key may make the request. Every right that a call needs is
 * checked here.
 * @throws RpcError when the key may not make the request, or nothing has that name
 */
export function resolveCall(method: CallMethod, params: JsonObject, access: KeyAccess, offer: Offer): ResolvedCall {
  return RESOLVERS[method](params, access, offer);
}

function resolveTool(params: JsonObject, access: KeyAccess, offer: Offer): ResolvedCall {
  const name = requiredText(params, "name");
  const tool = offer.tools.get(name);
  if (!access.rights.has("tools:call")) throw insufficientScope(access, "tools:call", "call tools");
  if (!tool) {
    requireNotBlocked(name, access);
    throw invalidParams(`Unknown tool: ${name}`, { errorType: "UNKNOWN_TOOL" });
  }
  checkToolRule(name, tool, access);
  return {
    upstream: tool.upstream,
    params: { ...params, name: tool.name },
    tool: tool.entry,
    asksFirst: tool.asksFirst,
    uri: null,
  };
}

function checkToolRule(name: string, tool: OfferedTool, access: KeyAccess): void {
  if (tool.class === "blocked") {
    throw refusal(403, "TOOL_BLOCKED", `The tool ${name} is blocked by an admin of its workspace.`);
  }
  if (tool.class === "writing" && !access.rights.has("tools:write")) {
    throw insufficientScope(access, "tools:write", `call ${name}, because it can change things`);
  }
}

function resolvePrompt(params: JsonObject, access: KeyAccess, offer: Offer): ResolvedCall {
  if (!access.rights.has("prompts:read")) throw insufficientScope(access, "prompts:read", "use prompts");
  const name = requiredText(params, "name");
  const prompt = offer.prompts.get(name);
  if (!prompt) {
    requireNotBlocked(name, access);
    throw invalidParams(`Unknown prompt: ${name}`, { errorType: "UNKNOWN_PROMPT" });
  }
  return {
    upstream: prompt.upstream,
    params: { ...params, name: prompt.name },
    tool: null,
    asksFirst: false,
    uri: null,
  };
}

function resolveResource(params: JsonObject, access: KeyAccess, offer: Offer): ResolvedCall {
  if (!access.rights.has("resources:read")) throw insufficientScope(access, "resources:read", "read resources");
  const asked = requiredText(params, "uri");
  // Checked before the search: a URI of a blocked workspace must not go to a server that is asked for unlisted URIs.
  requireNotBlocked(asked, access);
  const { upstream, uri } = findResource(asked, offer);
  const changed = uri === asked ? null : { asked, known: uri };
  return { upstream, params: { ...params, uri }, tool: null, asksFirst: false, uri: changed };
}

function findResource(asked: string, offer: Offer): { upstream: UpstreamSnapshot; uri: string } {
  const found = offer.resources.find(asked);
  if (found.outcome === "found") return found;
  if (found.outcome === "unknown") throw invalidParams(`Resource not found: ${asked}`, { uri: asked });
  const message = `Several servers offer ${asked}. Read one of: ${found.choices.join(", ")}`;
  throw invalidParams(message, { errorType: "AMBIGUOUS_RESOURCE", choices: found.choices });
}

/** Completes an argument of a prompt, or a variable of a resource template. */
function resolveCompletion(params: JsonObject, access: KeyAccess, offer: Offer): ResolvedCall {
  const reference = isObject(params.ref) ? params.ref : {};
  if (reference.type === "ref/prompt") {
    const { upstream, params: named } = resolvePrompt({ name: reference.name }, access, offer);
    return {
      upstream,
      params: { ...params, ref: { ...reference, name: named.name } },
      tool: null,
      asksFirst: false,
      uri: null,
    };
  }
  if (reference.type !== "ref/resource") throw invalidParams("ref.type must be ref/prompt or ref/resource");
  const { upstream, params: located } = resolveResource({ uri: reference.uri }, access, offer);
  return {
    upstream,
    params: { ...params, ref: { ...reference, uri: located.uri } },
    tool: null,
    asksFirst: false,
    uri: null,
  };
}

function requiredText(params: JsonObject, field: string): string {
  const value = params[field];
  if (typeof value !== "string" || value === "") throw invalidParams(`params.${field} must be a string`);
  if (value.length > NAME_MAX_CHARACTERS) {
    throw invalidParams(`params.${field} must have at most ${NAME_MAX_CHARACTERS} characters`);
  }
  return value;
}
