import { type AddressParts, first } from "#app/address-parts";
import type { KeyListsView } from "#components/keys/lists/key-lists-address";
import { listServiceKeysSchema } from "#lib/keys/lists/schema";

/** Reads search and pages from an address. Ignores parameters with an invalid value. */
export function readServiceKeysAddress(parts: AddressParts): KeyListsView<"usable" | "ended"> {
  const { search, cursor } = listServiceKeysSchema.shape;
  return {
    search: search.catch("").parse(first(parts.search)),
    usable: cursor.catch(null).parse(first(parts.usable)),
    ended: cursor.catch(null).parse(first(parts.ended)),
  };
}
