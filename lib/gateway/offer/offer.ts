import { FairQueue } from "#lib/bounds/fair-queue";
import { isQueueFull } from "#lib/bounds/queue-full";
import { WeightedCache } from "#lib/bounds/weighted-cache";
import { MINUTE_MS } from "#lib/clock";
import { AppError } from "#lib/errors";
import { refusal } from "#lib/gateway/messages/rpc-error";
import { LIST_WORKSPACES } from "#lib/gateway/offer/built-in-tool";
import type { ReachableUpstream } from "#lib/gateway/offer/reachable-upstream";
import { buildResourceMap, type ResourceMap } from "#lib/gateway/offer/resource-map";
import { countServers } from "#lib/keys/access/apply-policies";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import { ownerOf } from "#lib/keys/access/owner-of";
import { isObject, type JsonObject } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import { catalogueBudgetBytes, memoryOf } from "#lib/upstreams/catalogue/catalogue-size";
import { type InFlight, singleFlight } from "#lib/upstreams/catalogue/single-flight";
import { type CatalogueEntry, loadSnapshots, type UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";
import { asksFirst, classByHint, classifyTool, runsOnlyAsTask, toolHint } from "#lib/upstreams/catalogue/tool-class";
import { exposedNames, type NamingMode, namingMode, type OwnedName } from "#lib/upstreams/catalogue/tool-names";
import type { ToolClass } from "#lib/upstreams/dto";

export type OfferedTool = {
  upstream: UpstreamSnapshot;
  /** The name of the tool at its server. */
  name: string;
  class: ToolClass;
  /** Whether a person has to agree to each call. */
  asksFirst: boolean;
  entry: CatalogueEntry;
  /** The tool as clients see it. */
  listed: JsonObject;
};

type OfferedPrompt = { upstream: UpstreamSnapshot; name: string; listed: JsonObject };

/**
 * Everything that all servers in reach of a key offer together, by the names that clients use. It holds no rights;
 * these are checked at each request.
 */
export type Offer = {
  upstreams: readonly ReachableUpstream[];
  mode: NamingMode;
  tools: ReadonlyMap<string, OfferedTool>;
  prompts: ReadonlyMap<string, OfferedPrompt>;
  resources: ResourceMap;
};

/** All kept offers may take so many times the memory of the largest offer. */
const KEPT_LARGEST_OFFERS = 1.5;
/** What an offer without servers takes, as estimated. Its name in the cache is counted besides. */
const EMPTY_OFFER_BYTES = 4 * 1024;
/** So many offers are made at once, and so many for one owner of keys, because each may be large. */
const MADE_AT_ONCE = 4;
const MADE_AT_ONCE_FOR_OWNER = 2;

/**
 * The offer for a key. `access.reach` names the servers with their revisions, and the request has just read it, so an
 * offer that is kept under the same text is still right.
 * @returns the offer itself when it is in memory, which it nearly always is, and a promise when servers have to be
 *   read. A promise for each call would cost measurable time (decision 22).
 */
export function offerFor(access: KeyAccess): Offer | Promise<Offer> {
  return knownOffers().get(access.reach) ?? makeKnownOffer(access);
}

function knownOffers(): WeightedCache<string, Offer> {
  return single(
    "offers",
    () => new WeightedCache<string, Offer>(KEPT_LARGEST_OFFERS * memoryOf({ bytes: catalogueBudgetBytes() })),
  );
}

/** The memory that the kept offers take, as estimated. Only tests call it. */
export function keptOfferBytes(): number {
  return knownOffers().weight;
}

/** Requests that come at the same time with the same reach share one offer. */
function makeKnownOffer(access: KeyAccess): Promise<Offer> {
  const inFlight = single("offers-in-flight", (): InFlight<Offer> => new Map());
  return singleFlight(inFlight, access.reach, async () => {
    const offer = await makeOffer(access).catch((error: unknown) => {
      if (isBusy(error)) throw refusal(503, "UNAVAILABLE", BUSY, { "retry-after": "10" });
      throw error;
    });
    knownOffers().set(access.reach, offer, weightOf(offer) + EMPTY_OFFER_BYTES + 2 * access.reach.length);
    return offer;
  });
}

/** Snapshots that only an offer still holds take memory too, so each offer counts all of its own. */
function weightOf({ upstreams }: Offer): number {
  return upstreams.reduce((sum, { upstream }) => sum + memoryOf(upstream), 0);
}

/**
 * The offer for a preview of a key. A new one is not kept, because few drafts are saved.
 * @throws AppError UNAVAILABLE when many other offers are made for more than a minute
 */
export async function previewOffer(access: KeyAccess): Promise<Offer> {
  const kept = knownOffers().get(access.reach);
  if (kept) return kept;
  return makeOffer(access).catch((error: unknown) => {
    throw isBusy(error) ? new AppError("UNAVAILABLE", BUSY) : error;
  });
}

const BUSY = "Latchkey reads many catalogues right now. Try again later.";

/** Whether there was no turn in time, or no place to wait for one. */
function isBusy(error: unknown): boolean {
  return isQueueFull(error) || (error instanceof Error && error.name === "TimeoutError");
}

/** @throws DOMException TimeoutError when there was no turn within a minute; QueueFullError when too many wait */
async function makeOffer(access: KeyAccess): Promise<Offer> {
  const allowance = { limit: MADE_AT_ONCE, parts: { owner: MADE_AT_ONCE_FOR_OWNER } };
  const turns = single("offers-being-made", () => new FairQueue(allowance));
  return turns.run({ owner: ownerOf(access) }, () => makeOfferNow(access), AbortSignal.timeout(MINUTE_MS));
}

async function makeOfferNow(access: KeyAccess): Promise<Offer> {
  const reached = access.workspaces.flatMap(({ slug, confirmDestructive, upstreams }) =>
    upstreams.map((one) => ({ workspace: slug, confirmDestructive, ...one })),
  );
  const snapshots = new Map(
    (await loadSnapshots(reached, catalogueBudgetBytes())).map((snapshot) => [snapshot.id, snapshot]),
  );
  const upstreams = reached.flatMap(({ id, workspace, confirmDestructive }) => {
    const upstream = snapshots.get(id);
    return upstream ? [{ workspace, confirmDestructive, upstream }] : [];
  });
  return buildOffer(upstreams, {
    workspaces: access.workspaces.length + access.blocked.length,
    servers: upstreams.length + countServers(access.blocked),
  });
}

/** How much a key holds, including what policies block for now, so names stay the same when a block comes or goes. */
type Held = { workspaces: number; servers: number };

export function buildOffer(upstreams: readonly ReachableUpstream[], held: Held): Offer {
  const mode = namingMode({
    workspaceCount: held.workspaces,
    serverCount: held.servers,
    isUnprefixed: upstreams[0]?.upstream.unprefixed ?? false,
  });
  const tools = named(upstreams, offeredTools, mode, [LIST_WORKSPACES.name]);
  const prompts = named(upstreams, (one) => one.prompts, mode);
  return {
    upstreams,
    mode,
    tools: new Map(tools.map(([name, from, entry]) => [name, offeredTool(name, from, entry)])),
    prompts: new Map(
      prompts.map(([name, { upstream }, entry]) => [name, { upstream, name: entry.name, listed: { ...entry, name } }]),
    ),
    resources: buildResourceMap(upstreams),
  };
}

function offeredTools({ tools }: UpstreamSnapshot): CatalogueEntry[] {
  return tools.filter((tool) => !runsOnlyAsTask(tool));
}

function named(
  upstreams: readonly ReachableUpstream[],
  entriesOf: (upstream: UpstreamSnapshot) => CatalogueEntry[],
  mode: NamingMode,
  taken: string[] = [],
): [string, ReachableUpstream, CatalogueEntry][] {
  const all = upstreams.flatMap((from) => entriesOf(from.upstream).map((entry) => ({ from, entry })));
  const owned: OwnedName[] = all.map(({ from, entry }) => ({
    workspace: from.workspace,
    upstream: from.upstream.slug,
    name: entry.name,
  }));
  const names = exposedNames(owned, mode, taken);
  return all.map(({ from, entry }, index) => [names[index] ?? entry.name, from, entry]);
}

function offeredTool(
  name: string,
  { upstream, confirmDestructive }: ReachableUpstream,
  entry: CatalogueEntry,
): OfferedTool {
  const rule = upstream.rules.get(entry.name) ?? null;
  const hints = isObject(entry.annotations) ? entry.annotations : undefined;
  // A task (2025-11-25) belongs to a session at the server, which clients of the gateway do not have.
  const { execution: _execution, ...shown } = entry;
  const listed: JsonObject = { ...shown, name };
  const hint = toolHint(hints);
  const counts = classifyTool(hint, rule, upstream.serverRules);
  // Clients use these hints to decide when to ask the person, so what an admin decides changes the hints too.
  if (counts !== "blocked" && (rule !== null || counts !== classByHint(hint, "writing"))) {
    listed.annotations = { ...hints, readOnlyHint: counts === "read_only" };
  }
  return {
    upstream,
    name: entry.name,
    class: counts,
    asksFirst: asksFirst(hint, rule, upstream.serverRules, confirmDestructive),
    entry,
    listed,
  };
}
