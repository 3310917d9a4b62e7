import type { ReachableUpstream } from "#lib/gateway/offer/reachable-upstream";
import type { JsonObject } from "#lib/mcp/protocol";
import type { CatalogueEntry, UpstreamSnapshot } from "#lib/upstreams/catalogue/snapshot";

/**
 * Finds the server of each URI. URIs stay as their servers give them, because servers and documents refer to them. When
 * two servers offer the same URI or template, clients see it once for each, as `latchkey://<workspace>/<server>/<uri>`.
 * The gateway accepts that form for every resource.
 */
export type ResourceMap = {
  resources: readonly JsonObject[];
  templates: readonly JsonObject[];
  find(uri: string): FoundResource;
};

type FoundResource =
  | { outcome: "found"; upstream: UpstreamSnapshot; uri: string }
  /** Several servers offer the URI. `choices` are the unambiguous forms. */
  | { outcome: "ambiguous"; choices: string[] }
  | { outcome: "unknown" };

const SCHEME = "latchkey://";

type Owner = Pick<ReachableUpstream, "workspace" | "upstream">;
type Owned = Owner & { entry: CatalogueEntry };

export function buildResourceMap(upstreams: readonly ReachableUpstream[]): ResourceMap {
  const resources = byIdentity(upstreams, (one) => one.resources, "uri");
  const templates = byIdentity(upstreams, (one) => one.resourceTemplates, "uriTemplate");
  return {
    resources: listedOf(resources, "uri"),
    templates: listedOf(templates, "uriTemplate"),
    find: (uri) =>
      addressed(uri, upstreams) ?? exact(uri, resources) ?? matched(uri, templates) ?? only(uri, upstreams),
  };
}

function byIdentity(
  upstreams: readonly ReachableUpstream[],
  entriesOf: (upstream: UpstreamSnapshot) => CatalogueEntry[],
  field: string,
): Map<string, Owned[]> {
  const found = new Map<string, Owned[]>();
  for (const { workspace, upstream } of upstreams) {
    for (const entry of entriesOf(upstream)) {
      const identity = String(entry[field]);
      const owners = found.get(identity);
      if (owners) owners.push({ workspace, upstream, entry });
      else found.set(identity, [{ workspace, upstream, entry }]);
    }
  }
  return found;
}

function listedOf(entries: Map<string, Owned[]>, field: string): JsonObject[] {
  return [...entries].flatMap(([identity, owners]) =>
    owners.map((one) => (owners.length === 1 ? one.entry : { ...one.entry, [field]: addressOf(one, identity) })),
  );
}

/** The unambiguous form of a URI of a server. */
export function addressOf({ workspace, upstream }: Owner, uri: string): string {
  return `${addressPrefix(workspace)}${upstream.slug}/${uri}`;
}

/** The beginning of the unambiguous URIs of a workspace. */
export function addressPrefix(workspace: string): string {
  return `${SCHEME}${workspace}/`;
}

function addressed(uri: string, upstreams: readonly ReachableUpstream[]): FoundResource | undefined {
  if (!uri.startsWith(SCHEME)) return undefined;
  const owner = upstreams.find((one) => uri.startsWith(addressOf(one, "")));
  if (!owner) return undefined;
  return { outcome: "found", upstream: owner.upstream, uri: uri.slice(addressOf(owner, "").length) };
}

function exact(uri: string, resources: Map<string, Owned[]>): FoundResource | undefined {
  const owners = resources.get(uri);
  return owners && oneOf(uri, owners);
}

/** Finds the template with the most literal text. When several servers share it, only the prefix tells them apart. */
function matched(uri: string, templates: Map<string, Owned[]>): FoundResource | undefined {
  let best: { owners: Owned[]; literalLength: number } | undefined;
  for (const [template, owners] of templates) {
    const literals = template.split(/\{[^{}]*\}/);
    const literalLength = literals.join("").length;
    if (best && best.literalLength > literalLength) continue;
    if (!fits(uri, literals)) continue;
    const alsoBest = best?.literalLength === literalLength ? best.owners : [];
    best = { owners: [...alsoBest, ...owners], literalLength };
  }
  return best && oneOf(uri, best.owners);
}

/**
 * Whether the literal parts of a template are in `uri` in this order. The time is linear, because templates come from
 * servers.
 */
function fits(uri: string, literals: string[]): boolean {
  const [first = "", ...rest] = literals;
  const last = rest.pop();
  if (last === undefined) return uri === first;
  if (!uri.startsWith(first) || !uri.endsWith(last) || uri.length < first.length + last.length) return false;
  const end = uri.length - last.length;
  let at = first.length;
  for (const literal of rest) {
    const found = uri.indexOf(literal, at);
    if (found < 0 || found + literal.length > end) return false;
    at = found + literal.length;
  }
  return true;
}

/** A server may have resources that it does not list, so a URI of no list goes to the only server with resources. */
function only(uri: string, upstreams: readonly ReachableUpstream[]): FoundResource {
  const withResources = upstreams.filter((one) => one.upstream.capabilities.resources !== undefined);
  const [first, ...others] = withResources;
  return first && others.length === 0 ? { outcome: "found", upstream: first.upstream, uri } : { outcome: "unknown" };
}

function oneOf(uri: string, owners: Owned[]): FoundResource {
  const distinct = [...new Map(owners.map((one) => [one.upstream.id, one])).values()];
  const [first, ...others] = distinct;
  if (first && others.length === 0) return { outcome: "found", upstream: first.upstream, uri };
  return { outcome: "ambiguous", choices: distinct.map((one) => addressOf(one, uri)) };
}
