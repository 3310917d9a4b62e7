import { type AddressParts, first } from "#app/address-parts";
import type { KeyListsView } from "#components/keys/lists/key-lists-address";
import { listOwnAppsSchema } from "#lib/oauth/apps/schema";

/** Reads search and pages from an address. Ignores parameters with an invalid value. */
export function readAppsAddress(parts: AddressParts): KeyListsView<"usable" | "ended"> {
  const { search, cursor } = listOwnAppsSchema.shape;
  const cursorIn = (text: string | undefined) => (cursor.safeParse(text).success ? (text ?? null) : null);
  return {
    search: search.catch("").parse(first(parts.search)),
    usable: cursorIn(first(parts.usable)),
    ended: cursorIn(first(parts.ended)),
  };
}
