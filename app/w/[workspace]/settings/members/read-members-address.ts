import { type AddressParts, first } from "#app/address-parts";
import { type ListMembersInput, listMembersSchema } from "#lib/members/schema";

/** Reads search and page from an address. Ignores parameters with an invalid value. */
export function readMembersAddress(parts: AddressParts): ListMembersInput {
  const { search, cursor } = listMembersSchema.shape;
  return {
    search: search.catch("").parse(first(parts.search)),
    cursor: cursor.catch(null).parse(first(parts.cursor)),
  };
}
