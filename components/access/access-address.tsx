import { type KeyFilter, type ListWorkspaceKeysInput, listWorkspaceKeysSchema } from "#lib/keys/schema";

type AddressParts = { [name: string]: string | string[] | undefined };

/** Reads search, filter and page from an address; a part that makes no sense is left out. */
export function readAccessAddress(parts: AddressParts): ListWorkspaceKeysInput {
  const { search, filter, cursor } = listWorkspaceKeysSchema.shape;
  return {
    search: search.catch("").parse(first(parts.search)),
    filter: filter.catch("usable").parse(first(parts.status)),
    cursor: cursor.catch(null).parse(first(parts.cursor)),
  };
}

/** The query of an address that shows this part of the list, `""` for the list as it opens. */
export function accessAddress(
  path: string,
  view: { search: string; filter: KeyFilter; cursor?: string | null },
): string {
  const query = new URLSearchParams();
  if (view.search) query.set("search", view.search);
  if (view.filter !== "usable") query.set("status", view.filter);
  if (view.cursor) query.set("cursor", view.cursor);
  return query.size > 0 ? `${path}?${query}` : path;
}

function first(part: string | string[] | undefined): string | undefined {
  return Array.isArray(part) ? part[0] : part;
}
