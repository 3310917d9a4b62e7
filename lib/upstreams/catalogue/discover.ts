import type { Client, PriorDiscovery } from "@modelcontextprotocol/client";
import { SECOND_MS } from "#lib/clock";
import { connectUpstream, type UpstreamTarget, withTimeout } from "#lib/upstreams/catalogue/connect";
import { type ListField, requireEntries } from "#lib/upstreams/catalogue/entry";
import { isRpcError, nameFailure, UpstreamError } from "#lib/upstreams/catalogue/failure";
import { anyResult, entriesOf, MAX_ITEMS, type ResultWithoutLists } from "#lib/upstreams/catalogue/set-aside";

/** The time for reading all lists, after connecting. */
const LISTS_TIMEOUT_MS = 20 * SECOND_MS;
/** The time for one answer. */
const ANSWER_TIMEOUT_MS = 10 * SECOND_MS;
const MAX_PAGES = 50;
/** The longest list, in characters of JSON over all its pages. */
const LIST_MAX_CHARACTERS = 8 * 1024 * 1024;

type ListMethod = "tools/list" | "resources/list" | "resources/templates/list" | "prompts/list";

/** The catalogue of a server as the server sent it, and how to speak with it. These are the columns of `Catalogue`. */
export type CatalogueContent = {
  era: "modern" | "legacy";
  protocolVersion: string;
  serverName: string;
  serverVersion: string;
  instructions: string | null;
  /** The era, to be passed as `prior` at the next connection. */
  discovery: PriorDiscovery;
  capabilities: object;
  tools: object[];
  resources: object[];
  resourceTemplates: object[];
  prompts: object[];
};

/**
 * Connects to a server and reads its whole catalogue.
 * @throws UpstreamError when the server cannot be reached, does not speak MCP, or takes longer than 30 s
 */
export async function discoverCatalogue(target: UpstreamTarget): Promise<CatalogueContent> {
  const { client, close } = await connectUpstream(target);
  try {
    return await withTimeout(LISTS_TIMEOUT_MS, readCatalogue(client));
  } catch (error) {
    throw new UpstreamError(nameFailure(error, target));
  } finally {
    await close();
  }
}

async function readCatalogue(client: Client): Promise<CatalogueContent> {
  const capabilities = client.getServerCapabilities() ?? {};
  const server = client.getServerVersion();
  const discover = client.getDiscoverResult();
  const [tools, resources, resourceTemplates, prompts] = await Promise.all([
    capabilities.tools ? listAll(client, "tools/list", "tools") : [],
    capabilities.resources ? listAll(client, "resources/list", "resources") : [],
    capabilities.resources ? listAll(client, "resources/templates/list", "resourceTemplates") : [],
    capabilities.prompts ? listAll(client, "prompts/list", "prompts") : [],
  ]);
  return {
    era: discover ? "modern" : "legacy",
    protocolVersion: client.getNegotiatedProtocolVersion() ?? "",
    serverName: server?.title ?? server?.name ?? "",
    serverVersion: server?.version ?? "",
    instructions: client.getInstructions() ?? null,
    discovery: discover ? { kind: "modern", discover } : { kind: "legacy" },
    capabilities,
    tools,
    resources,
    resourceTemplates,
    prompts,
  };
}

/** Reads all pages of one list, at most `MAX_PAGES`, because the cursor of a faulty server may never end. */
async function listAll(client: Client, method: ListMethod, field: ListField): Promise<object[]> {
  const items: object[] = [];
  let cursor: unknown;
  let characters = 0;
  for (let page = 0; page < MAX_PAGES && items.length < MAX_ITEMS; page++) {
    const answer = await readPage(client, method, cursor);
    const entries = entriesOf(answer, field).slice(0, MAX_ITEMS - items.length);
    characters += await requireEntries(entries, field, LIST_MAX_CHARACTERS - characters);
    items.push(...(entries as object[]));
    if (!answer.nextCursor || answer.nextCursor === cursor) break;
    cursor = answer.nextCursor;
  }
  return items;
}

async function readPage(client: Client, method: ListMethod, cursor: unknown): Promise<ResultWithoutLists> {
  try {
    const request = { method, params: typeof cursor === "string" ? { cursor } : {} };
    return await client.request(request, anyResult, { timeout: ANSWER_TIMEOUT_MS });
  } catch (error) {
    // Many servers with resources do not implement templates, although one capability covers both.
    if (isRpcError(error, METHOD_NOT_FOUND)) return {};
    throw error;
  }
}

/** JSON-RPC 2.0, section 5.1. */
const METHOD_NOT_FOUND = -32601;
