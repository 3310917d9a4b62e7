import { resolveCall } from "#lib/gateway/calls/resolve-call";
import { listEntries } from "#lib/gateway/lists/lists";
import { LIST_WORKSPACES } from "#lib/gateway/offer/built-in-tool";
import type { Offer } from "#lib/gateway/offer/offer";
import type { KeySight, SeenServer, SeenTool, SightNaming } from "#lib/gateway/preview/dto";
import { effectOf, titleOf } from "#lib/gateway/preview/effect";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import type { JsonObject } from "#lib/mcp/protocol";
import { writeFaithful } from "#lib/text/faithful-json";

/** A listed tool with its server; null for Latchkey's own tool. */
type Listed = { name: string; upstreamId: string | null; entry: JsonObject };

/** The tools that the gateway lists for a key, in its order. */
function listedTools(access: KeyAccess, offer: Offer): Listed[] {
  return listEntries("tools/list", access, offer).map((entry) => {
    const name = String(entry.name);
    return { name, upstreamId: offer.tools.get(name)?.upstream.id ?? null, entry };
  });
}

/** From so many tools on people are told what these cost. Models get worse at choosing, and some clients take no more. */
const MANY_TOOLS = 80;
/** A token is about four bytes of English or JSON. Tokenizers differ, so a closer count would not be truer. */
const BYTES_PER_TOKEN = 4;

/** Clients give the list of tools to the model as it is, names, descriptions and schemas; the other lists they do not. */
function tokensOf(listed: readonly Listed[]): number {
  const bytes = listed.reduce((sum, { entry }) => sum + Buffer.byteLength(writeFaithful(entry)), 0);
  return Math.round(bytes / BYTES_PER_TOKEN);
}

type Bounds = {
  /** Limits the result to one workspace; null for all. */
  workspaceId: string | null;
  toolsMax: number;
};

/** What a client with this access sees, by the functions that answer the client. */
export function sightOf(access: KeyAccess, offer: Offer, { workspaceId, toolsMax }: Bounds): KeySight {
  const ofWorkspace = (upstreamId: string | null) =>
    workspaceId === null ||
    offer.upstreams.find(({ upstream }) => upstream.id === upstreamId)?.upstream.workspaceId === workspaceId;
  const listed = listedTools(access, offer).filter((tool) => ofWorkspace(tool.upstreamId));
  const effects = listed.map((tool) => seenTool(tool.name, access, offer).effect);
  const callable = [...offer.tools].filter(
    ([name, tool]) => ofWorkspace(tool.upstream.id) && mayCall(name, access, offer),
  );
  const scoped = workspaceId === null ? access.blocked : access.blocked.filter(({ id }) => id === workspaceId);
  return {
    naming: offer.mode === "workspace" ? namingOf(listed, offer) : null,
    servers: grouped(listed.slice(0, toolsMax), access, offer),
    toolCount: listed.length,
    toolTokens: listed.length < MANY_TOOLS ? null : tokensOf(listed),
    writingCount: effects.filter((effect) => effect !== "read_only").length,
    destructiveCount: effects.filter((effect) => effect === "destructive").length,
    callableCount: callable.length,
    ...otherCounts(access, offer, workspaceId),
    blocked: scoped.map(({ name, blocks }) => ({ name, blocks })),
  };
}

/** Finds an example of each kind of name among the listed tools. */
function namingOf(listed: readonly Listed[], offer: Offer): SightNaming {
  const wholePrefixes = new Map(
    offer.upstreams.map(({ workspace, upstream }) => [upstream.id, `${workspace}__${upstream.slug}__`]),
  );
  const isWhole = ({ name, upstreamId }: Listed) => {
    const tool = offer.tools.get(name);
    return tool !== undefined && name === `${wholePrefixes.get(upstreamId ?? "")}${tool.name}`;
  };
  const ofServers = listed.filter(({ upstreamId }) => upstreamId !== null);
  return {
    example: ofServers.find(isWhole)?.name ?? null,
    shortened: ofServers.find((tool) => !isWhole(tool))?.name ?? null,
  };
}

/**
 * Counts prompts and resources. Lists do not name the server of an entry, so for one workspace its servers are counted.
 */
function otherCounts(access: KeyAccess, offer: Offer, workspaceId: string | null) {
  const count = (...methods: string[]) => methods.flatMap((method) => listEntries(method, access, offer)).length;
  if (workspaceId === null) {
    return { promptCount: count("prompts/list"), resourceCount: count("resources/list", "resources/templates/list") };
  }
  const own = offer.upstreams.filter(({ upstream }) => upstream.workspaceId === workspaceId).map((one) => one.upstream);
  const sum = (numberOf: (upstream: (typeof own)[number]) => number) =>
    own.reduce((all, one) => all + numberOf(one), 0);
  return {
    promptCount: access.rights.has("prompts:read") ? sum((one) => one.prompts.length) : 0,
    resourceCount: access.rights.has("resources:read")
      ? sum((one) => one.resources.length + one.resourceTemplates.length)
      : 0,
  };
}

function grouped(listed: readonly Listed[], access: KeyAccess, offer: Offer): SeenServer[] {
  const groups = new Map<string | null, SeenServer>();
  for (const { name, upstreamId } of listed) {
    const group = groups.get(upstreamId) ?? { server: serverOf(upstreamId, access, offer), tools: [] };
    group.tools.push(seenTool(name, access, offer));
    groups.set(upstreamId, group);
  }
  return [...groups.values()];
}

function serverOf(upstreamId: string | null, access: KeyAccess, offer: Offer): SeenServer["server"] {
  const found = offer.upstreams.find(({ upstream }) => upstream.id === upstreamId);
  const workspace = access.workspaces.find(({ slug }) => slug === found?.workspace);
  return found && workspace ? { name: found.upstream.name, workspace: workspace.name } : null;
}

function seenTool(name: string, access: KeyAccess, offer: Offer): SeenTool {
  const tool = offer.tools.get(name);
  if (!tool) return { name, title: LIST_WORKSPACES.title, effect: "read_only", asksFirst: false, callable: true };
  const { effect } = effectOf(tool.upstream, tool.entry);
  return {
    name,
    title: titleOf(tool.entry),
    effect,
    asksFirst: tool.asksFirst,
    callable: mayCall(name, access, offer),
  };
}

/** Whether the gateway would forward a call. */
function mayCall(name: string, access: KeyAccess, offer: Offer): boolean {
  if (!access.rights.has("tools:call")) return false;
  try {
    resolveCall("tools/call", { name }, access, offer);
    return true;
  } catch {
    return false;
  }
}
