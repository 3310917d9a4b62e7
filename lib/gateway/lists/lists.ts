import { countWrittenList } from "#lib/gateway/lists/count-list";
import { keepText, keptText, type PageText } from "#lib/gateway/lists/list-texts";
import { pageOf, readCursor, writeCursor } from "#lib/gateway/lists/pages";
import { insufficientScope } from "#lib/gateway/messages/challenge";
import { invalidParams } from "#lib/gateway/messages/rpc-error";
import { LIST_WORKSPACES } from "#lib/gateway/offer/built-in-tool";
import type { Offer } from "#lib/gateway/offer/offer";
import type { KeyAccess } from "#lib/keys/access/authenticate";
import type { Right } from "#lib/keys/access/scopes";
import { type Era, IMPLEMENTATION, type JsonObject, META } from "#lib/mcp/protocol";
import { writeFaithfulList } from "#lib/text/faithful-json";
import { legacyTool } from "#lib/upstreams/catalogue/legacy-tool";

type List = {
  field: string;
  identifiedBy: "name" | "uri" | "uriTemplate";
  right: Right;
  verb: string;
  entries(access: KeyAccess, offer: Offer): readonly JsonObject[];
};

const LISTS: Record<string, List> = {
  "tools/list": {
    field: "tools",
    identifiedBy: "name",
    right: "tools:list",
    verb: "list tools",
    entries: usableTools,
  },
  "resources/list": {
    field: "resources",
    identifiedBy: "uri",
    right: "resources:read",
    verb: "list resources",
    entries: (_access, offer) => offer.resources.resources,
  },
  "resources/templates/list": {
    field: "resourceTemplates",
    identifiedBy: "uriTemplate",
    right: "resources:read",
    verb: "list resource templates",
    entries: (_access, offer) => offer.resources.templates,
  },
  "prompts/list": {
    field: "prompts",
    identifiedBy: "name",
    right: "prompts:read",
    verb: "list prompts",
    entries: (_access, offer) => [...offer.prompts.values()].map((prompt) => prompt.listed),
  },
};

export function isListMethod(method: string): boolean {
  return Object.hasOwn(LISTS, method);
}

/** All entries of a list for a key, over all pages. Empty when the key may not see the list. */
export function listEntries(method: string, access: KeyAccess, offer: Offer): readonly JsonObject[] {
  const list = LISTS[method];
  return list && access.rights.has(list.right) ? list.entries(access, offer) : [];
}

/**
 * The result of a list request as JSON. It comes from stored catalogues, so a server that is down delays nothing. A page
 * that has to be written counts for the owner of the key and its workspaces.
 * @throws RpcError 403 when the key may not see the list; an error of the parameters when the cursor is of another list
 *   or key; 429 when too many pages are written
 */
export async function listText(
  method: string,
  params: JsonObject,
  access: KeyAccess,
  offer: Offer,
  era: Era,
): Promise<string> {
  const list = LISTS[method];
  if (!list) throw invalidParams(`There is no list ${method}`);
  if (!access.rights.has(list.right)) throw insufficientScope(access, list.right, list.verb);
  const boundTo = `${method} ${access.keyId}`;
  const after = readCursor(params.cursor, boundTo);
  const writes = access.rights.has("tools:write") ? "writing" : "";
  const variant = `${method} ${era} ${writes} ${after === null ? "" : `>${after}`}`;
  const { entries, last } = keptText(offer, variant) ?? (await writePage(list, after, variant, access, offer, era));
  const rest = {
    ...(last !== undefined && { nextCursor: writeCursor(last, boundTo) }),
    ...(era === "modern" && MODERN_FIELDS),
  };
  const restText = JSON.stringify(rest).slice(1);
  return `{"${list.field}":${entries}${restText === "}" ? "" : ","}${restText}`;
}

async function writePage(
  list: List,
  after: string | null,
  variant: string,
  access: KeyAccess,
  offer: Offer,
  era: Era,
): Promise<PageText> {
  await countWrittenList(access);
  const { entries, last } = pageOf(list.entries(access, offer), list.identifiedBy, after);
  const shown = list.field === "tools" && era === "legacy" ? entries.map(legacyTool) : entries;
  const text = { entries: writeFaithfulList(shown), last };
  keepText(offer, variant, text);
  return text;
}

const MODERN_FIELDS = {
  resultType: "complete",
  // Lists differ between keys, and the rights of a key may change at any time.
  ttlMs: 0,
  cacheScope: "private",
  _meta: { [META.serverInfo]: IMPLEMENTATION },
};

/** The tools that the key may call: writing tools only with the right to write, blocked tools never. */
function usableTools(access: KeyAccess, offer: Offer): readonly JsonObject[] {
  const writes = access.rights.has("tools:write");
  const usable: JsonObject[] = [LIST_WORKSPACES];
  for (const tool of offer.tools.values()) {
    if (tool.class === "read_only" || (tool.class === "writing" && writes)) usable.push(tool.listed);
  }
  return usable;
}
