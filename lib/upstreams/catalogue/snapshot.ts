import { hash } from "node:crypto";
import { FairQueue } from "#lib/bounds/fair-queue";
import { WeightedCache } from "#lib/bounds/weighted-cache";
import { db } from "#lib/db/client";
import { type Era, isObject, type JsonObject } from "#lib/mcp/protocol";
import { single } from "#lib/process";
import { rememberedCharacters } from "#lib/text/faithful-json";
import { catalogueBudgetBytes, memoryOf } from "#lib/upstreams/catalogue/catalogue-size";
import { chooseFitting, portionsOf, type Sized } from "#lib/upstreams/catalogue/choose-fitting";
import { NO_LISTS, readLists, type StoredLists } from "#lib/upstreams/catalogue/stored-lists";
import type { ServerRules, ToolRuleAccess } from "#lib/upstreams/dto";
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
  /** The size of the catalogue as text. */
  bytes: number;
  /** How much of this text is kept besides the parsed lists, in characters. */
  keptCharacters: number;
  /** Whether the lists are empty because all catalogues that were asked for are too large together. */
  isLeftOut: boolean;
  tools: CatalogueEntry[];
  resources: CatalogueEntry[];
  resourceTemplates: CatalogueEntry[];
  prompts: CatalogueEntry[];
  rules: ReadonlyMap<string, ToolRuleAccess>;
  serverRules: ServerRules;
};

/** All kept snapshots may take so much of the memory that the largest catalogues of one workspace take. */
const KEPT_BUDGETS = 0.75;
/** So many bytes of catalogues are read with one query. */
const READ_BYTES = 4 * 1024 * 1024;

function snapshotCache(): WeightedCache<string, UpstreamSnapshot> {
  return single(
    "upstream-snapshots",
    () => new WeightedCache<string, UpstreamSnapshot>(KEPT_BUDGETS * memoryOf({ bytes: catalogueBudgetBytes() })),
  );
}

/** The memory that the kept snapshots take, as estimated. Only tests call it. */
export function keptSnapshotBytes(): number {
  return snapshotCache().weight;
}

type Wanted = { id: string; revision: number };

/**
 * Loads these servers in these revisions, in the same order. Servers that no longer exist are left out.
 * The caller reads the revisions from the database for each request, so a cached snapshot is never used after a change.
 * @param maxBytes the most bytes of all catalogues together; the largest ones beyond it are not read, and their servers
 *   come without lists
 */
export async function loadSnapshots(wanted: readonly Wanted[], maxBytes: number): Promise<UpstreamSnapshot[]> {
  const found = new Map<string, UpstreamSnapshot>();
  for (const one of wanted) {
    const kept = snapshotCache().get(keyOf(one));
    if (kept) found.set(one.id, kept);
  }
  const missing = await sizesOf(wanted.filter((one) => !found.has(one.id)).map((one) => one.id));
  const fitting = chooseFitting([...missing, ...found.values()], maxBytes);
  for (const snapshot of await readInTurn(missing.filter((one) => fitting.has(one.id)))) {
    found.set(snapshot.id, snapshot);
    snapshotCache().set(keyOf(snapshot), snapshot, memoryOf(snapshot));
  }
  for (const snapshot of await readWithoutLists(missing.filter((one) => !fitting.has(one.id)).map((one) => one.id))) {
    found.set(snapshot.id, snapshot);
  }
  return wanted.flatMap(({ id }) => {
    const snapshot = found.get(id);
    if (!snapshot) return [];
    return fitting.has(id) || snapshot.isLeftOut ? snapshot : withoutLists(snapshot);
  });
}

function keyOf(one: Wanted): string {
  return `${one.id}@${one.revision}`;
}

async function sizesOf(ids: string[]): Promise<Sized[]> {
  if (ids.length === 0) return [];
  const rows = await db().upstream.findMany({
    where: { id: { in: ids } },
    select: { id: true, catalogue: { select: { bytes: true } } },
  });
  return rows.map(({ id, catalogue }) => ({ id, bytes: catalogue?.bytes ?? 0 }));
}

/**
 * Reads catalogues when it is their turn. While one is read, its text takes several times its size, besides the result.
 * So all that are read at the same time have at most the size of the largest catalogues of one workspace together.
 */
async function readInTurn(servers: readonly Sized[]): Promise<UpstreamSnapshot[]> {
  if (servers.length === 0) return [];
  const bytes = servers.reduce((sum, one) => sum + one.bytes, 0);
  const limit = catalogueBudgetBytes();
  const turns = single("catalogues-being-read", () => new FairQueue({ limit, largest: limit }));
  const release = await turns.acquire({}, bytes);
  try {
    const read: UpstreamSnapshot[] = [];
    for (const ids of portionsOf(servers, READ_BYTES)) read.push(...(await readSnapshots(ids)));
    return read;
  } finally {
    release();
  }
}

async function readSnapshots(ids: string[]): Promise<UpstreamSnapshot[]> {
  const rows = await findWithoutLists(ids);
  const lists = await readLists(ids);
  return rows.map((row) => snapshotOf(row, lists.get(row.id) ?? NO_LISTS));
}

function findWithoutLists(ids: string[]) {
  return db().upstream.findMany({
    where: { id: { in: ids } },
    include: {
      catalogue: { omit: { tools: true, resources: true, resourceTemplates: true, prompts: true } },
      toolRules: true,
    },
  });
}

/** Reads servers without the lists of their catalogues, which may have any size. */
async function readWithoutLists(ids: string[]): Promise<UpstreamSnapshot[]> {
  if (ids.length === 0) return [];
  return (await findWithoutLists(ids)).map((row) => withoutLists(snapshotOf(row, NO_LISTS)));
}

function withoutLists(snapshot: UpstreamSnapshot): UpstreamSnapshot {
  return { ...snapshot, ...NO_ENTRIES, bytes: 0, keptCharacters: 0, isLeftOut: true };
}

const NO_ENTRIES = { tools: [], resources: [], resourceTemplates: [], prompts: [] };

type Row = Awaited<ReturnType<typeof findWithoutLists>>[number];

function snapshotOf(row: Row, lists: StoredLists): UpstreamSnapshot {
  const { catalogue } = row;
  const entries = {
    tools: uniqueEntries(lists.tools, "name"),
    resources: uniqueEntries(lists.resources, "uri"),
    resourceTemplates: uniqueEntries(lists.resourceTemplates, "uriTemplate"),
    prompts: uniqueEntries(lists.prompts, "name"),
  };
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
    bytes: catalogue?.bytes ?? 0,
    keptCharacters: Object.values(entries)
      .flat()
      .reduce((sum, entry) => sum + rememberedCharacters(entry), 0),
    isLeftOut: false,
    ...entries,
    rules: new Map(row.toolRules.map((rule) => [rule.toolName, rule.access])),
    serverRules: { toolsWithoutHints: row.toolsWithoutHints, confirmDestructive: row.confirmDestructive },
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
function uniqueEntries(stored: readonly unknown[], identifiedBy: string): CatalogueEntry[] {
  const unique = new Map<string, CatalogueEntry>();
  for (const entry of stored) {
    if (!isObject(entry)) continue;
    const identity = entry[identifiedBy];
    if (typeof identity !== "string" || unique.has(identity)) continue;
    unique.set(identity, { ...entry, name: typeof entry.name === "string" ? entry.name : identity });
  }
  return [...unique.values()];
}
