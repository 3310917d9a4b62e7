import { hash } from "node:crypto";
import { BoundedMap } from "#lib/bounds/bounded-map";
import { db } from "#lib/db/client";
import { type Era, isObject, type JsonObject } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import type { ToolRuleAccess } from "#lib/upstreams/dto";
import { openHeaders } from "#lib/upstreams/headers";

/** An entry of a stored catalogue, as the server sent it. */
export type CatalogueEntry = JsonObject & { name: string };

/** One revision of a connected server: everything that forwarding calls and listing its catalogue need. */
export type UpstreamSnapshot = {
  id: string;
  workspaceId: string;
  revision: number;
  name: string;
  slug: string;
  unprefixed: boolean;
  url: string;
  /** Scheme, host and port. */
  origin: string;
  /** Path and query. */
  path: string;
  /**
   * A hash of the address and the headers. Sessions with the server are stored under it; `revision` changes too often.
   */
  connection: string;
  /** The admin's headers in the clear; null when they cannot be decrypted with this `ENCRYPTION_KEY`. */
  headers: Readonly<Record<string, string>> | null;
  /** The longest time of one call; null for the default. */
  callTimeoutSeconds: number | null;
  /** Null while the server has never answered. */
  era: Era | null;
  protocolVersion: string | null;
  capabilities: JsonObject;
  instructions: string | null;
  catalogueAt: Date | null;
  tools: CatalogueEntry[];
  resources: CatalogueEntry[];
  resourceTemplates: CatalogueEntry[];
  prompts: CatalogueEntry[];
  rules: ReadonlyMap<string, ToolRuleAccess>;
};

const CACHED_SNAPSHOTS = 500;

function snapshotCache(): BoundedMap<string, UpstreamSnapshot> {
  return single("upstream-snapshots", () => new BoundedMap<string, UpstreamSnapshot>(CACHED_SNAPSHOTS));
}

/**
 * Loads these servers in these revisions, in the same order. Servers that no longer exist are left out.
 * The caller reads the revisions from the database for each request, so a cached snapshot is never used after a change.
 */
export async function loadSnapshots(wanted: readonly { id: string; revision: number }[]): Promise<UpstreamSnapshot[]> {
  const missing = wanted.filter((one) => !snapshotCache().get(keyOf(one))).map((one) => one.id);
  const read = missing.length > 0 ? await readSnapshots(missing) : new Map<string, UpstreamSnapshot>();
  for (const snapshot of read.values()) snapshotCache().set(keyOf(snapshot), snapshot);
  return wanted.flatMap((one) => read.get(one.id) ?? snapshotCache().get(keyOf(one)) ?? []);
}

function keyOf(one: { id: string; revision: number }): string {
  return `${one.id}@${one.revision}`;
}

async function readSnapshots(ids: string[]): Promise<Map<string, UpstreamSnapshot>> {
  const rows = await db().upstream.findMany({
    where: { id: { in: ids } },
    include: { catalogue: true, toolRules: true },
  });
  return new Map(rows.map((row) => [row.id, snapshotOf(row)]));
}

type Row = Awaited<ReturnType<typeof findOne>>;
const findOne = (id: string) =>
  db().upstream.findUniqueOrThrow({ where: { id }, include: { catalogue: true, toolRules: true } });

function snapshotOf(row: Row): UpstreamSnapshot {
  const { catalogue } = row;
  const url = new URL(row.url);
  return {
    id: row.id,
    workspaceId: row.workspaceId,
    revision: row.revision,
    name: row.name,
    slug: row.slug,
    unprefixed: row.unprefixed,
    url: row.url,
    origin: url.origin,
    path: url.pathname + url.search,
    connection: hash("sha256", JSON.stringify([row.id, row.url, row.encryptedHeaders])),
    headers: openStoredHeaders(row),
    callTimeoutSeconds: row.callTimeoutSeconds,
    era: catalogue ? (catalogue.era === "modern" ? "modern" : "legacy") : null,
    protocolVersion: catalogue?.protocolVersion ?? null,
    capabilities: isObject(catalogue?.capabilities) ? catalogue.capabilities : {},
    instructions: catalogue?.instructions ?? null,
    catalogueAt: row.catalogueAt,
    tools: uniqueEntries(catalogue?.tools, "name"),
    resources: uniqueEntries(catalogue?.resources, "uri"),
    resourceTemplates: uniqueEntries(catalogue?.resourceTemplates, "uriTemplate"),
    prompts: uniqueEntries(catalogue?.prompts, "name"),
    rules: new Map(row.toolRules.map((rule) => [rule.toolName, rule.access])),
  };
}

function openStoredHeaders(row: Row): Record<string, string> | null {
  try {
    // The names are in lower case, so that the protocol's own headers replace them instead of being sent beside them.
    return Object.fromEntries(
      openHeaders(row.encryptedHeaders, row.id).map((one) => [one.name.toLowerCase(), one.value]),
    );
  } catch {
    return null;
  }
}

/**
 * The entries of a stored list that have an identity, each once; the first of two equal ones counts.
 * @param identifiedBy the field that identifies an entry
 */
function uniqueEntries(stored: unknown, identifiedBy: string): CatalogueEntry[] {
  if (!Array.isArray(stored)) return [];
  const unique = new Map<string, CatalogueEntry>();
  for (const entry of stored) {
    const identity = isObject(entry) ? entry[identifiedBy] : undefined;
    if (typeof identity !== "string" || unique.has(identity)) continue;
    unique.set(identity, { ...entry, name: typeof entry.name === "string" ? entry.name : identity });
  }
  return [...unique.values()];
}
