import { type AddressParts, first } from "#app/address-parts";
import type { KeyListsView } from "#components/keys/lists/key-lists-address";
import type { OwnKeyList } from "#lib/keys/lists/options";
import { listOwnKeysSchema } from "#lib/keys/lists/schema";

/** Reads search and pages from an address. Ignores parameters with an invalid value. */
export function readOwnKeysAddress(parts: AddressParts): KeyListsView<OwnKeyList> {
  return {
    search: listOwnKeysSchema.shape.search.catch("").parse(first(parts.search)),
    usable: cursorIn(parts.usable),
    legacy: cursorIn(parts.legacy),
    ended: cursorIn(parts.ended),
  };
}

function cursorIn(part: string | string[] | undefined): string | null {
  const text = first(part) ?? null;
  return listOwnKeysSchema.shape.cursor.safeParse(text).success ? text : null;
}
