import { type AddressParts, first } from "#app/address-parts";
import { type ListWorkspaceKeysInput, listWorkspaceKeysSchema } from "#lib/keys/lists/schema";

/** Reads filters, order and page from an address. Ignores parameters with an invalid value. */
export function readAccessAddress(parts: AddressParts): ListWorkspaceKeysInput {
  const { search, filter, kind, access, owner, sort, cursor } = listWorkspaceKeysSchema.shape;
  return {
    search: search.catch("").parse(first(parts.search)),
    filter: filter.catch("usable").parse(first(parts.status)),
    kind: kind.catch("all").parse(first(parts.kind)),
    access: access.catch("any").parse(first(parts.access)),
    owner: owner.catch(null).parse(first(parts.owner)),
    unused: first(parts.unused) === "true",
    sort: sort.catch("newest").parse(first(parts.sort)),
    cursor: cursor.catch(null).parse(first(parts.cursor)),
  };
}
