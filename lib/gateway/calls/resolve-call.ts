import { requireLetIn } from "#lib/gateway/calls/require-let-in";
import { insufficientScope } from "#lib/gateway/messages/challenge";
import { invalidParams, refusal } from "#lib/gateway/messages/rpc-error";
import type { Offer, OfferedTool } from "#lib/gateway/offer/offer";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { isObject, type JsonObject } from "#lib/mcp/protocol";
import type { UpstreamCall } from "#lib/upstreams/calls/upstream-call";
import type { CatalogueEntry, UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/** Where a request goes and how the server there names what it is about. */
export type ResolvedCall = {
  upstream: UpstreamSnapshot;
  params: JsonObject;
  /** The tool that is called, for its `Mcp-Param-*` headers. */
  tool: CatalogueEntry | null;
  /** Whether the person has to agree to it. */
  asksFirst: boolean;
  uri: { asked: string; known: string } | null;
};

type Method = UpstreamCall["method"];

/** Of names and URIs, which are kept for as long as the call lasts. */
const NAME_MAX_CHARACTERS = 16 * 1024;

const RESOLVERS: Record<Method, (params: JsonObject, access: KeyAccess, offer: Offer) => ResolvedCall> = {
  "tools/call": resolveTool,
  "prompts/get": resolvePrompt,
  "resources/read": resolveResource,
  "completion/complete": resolveCompletion,
};

export function isCallMethod(method: string): method is Method {
  return Object.hasOwn(RESOLVERS, method);
}

/**
 * Finds the server for a request and decides whether the key may make it. Every right that a call needs is asked here.
 * @throws RpcError when the key may not, or nothing of that name is there
 */
export function resolveCall(method: Method, params: JsonObject, access: KeyAccess, offer: Offer): ResolvedCall {
  return RESOLVERS[method](params, access, offer);
}

function resolveTool(params: JsonObject, access: KeyAccess, offer: Offer): ResolvedCall {
  const name = requiredText(params, "name");
  const tool = offer.tools.get(name);
  if (!access.rights.has("tools:call")) throw insufficientScope("tools:call", "call tools");
  if (!tool) {
    requireLetIn(name, access);
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
    throw insufficientScope("tools:write", `call ${name}, because it can change things`);
  }
}

function resolvePrompt(params: JsonObject, access: KeyAccess, offer: Offer): ResolvedCall {
  if (!access.rights.has("prompts:read")) throw insufficientScope("prompts:read", "use prompts");
  const name = requiredText(params, "name");
  const prompt = offer.prompts.get(name);
  if (!prompt) {
    requireLetIn(name, access);
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
  if (!access.rights.has("resources:read")) throw insufficientScope("resources:read", "read resources");
  const asked = requiredText(params, "uri");
  // Before it is looked for: a server that is asked for whatever it may know is none of a blocked workspace.
  requireLetIn(asked, access);
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

/** Completion of a prompt's argument, or of a variable in a resource template. */
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
