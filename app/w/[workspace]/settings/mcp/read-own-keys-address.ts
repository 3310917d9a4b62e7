import type { OwnKeysView } from "#components/keys/own-keys-address";
import { listMyKeysSchema } from "#lib/keys/schema";

type AddressParts = { [name: string]: string | string[] | undefined };

/** Reads search and pages from an address; a part that makes no sense is left out. */
export function readOwnKeysAddress(parts: AddressParts): OwnKeysView {
  return {
    search: listMyKeysSchema.shape.search.catch("").parse(first(parts.search)),
    usable: cursorIn(parts.usable),
    legacy: cursorIn(parts.legacy),
    ended: cursorIn(parts.ended),
  };
}

function cursorIn(part: string | string[] | undefined): string | null {
  const text = first(part) ?? null;
  return listMyKeysSchema.shape.cursor.safeParse(text).success ? text : null;
}

function first(part: string | string[] | undefined): string | undefined {
  return Array.isArray(part) ? part[0] : part;
}
