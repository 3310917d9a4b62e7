import { type AddressParts, first } from "#app/address-parts";
import { type ListMembersInput, listMembersSchema } from "#lib/members/schema";

/** Reads search and page from an address; a part that makes no sense is left out. */
export function readMembersAddress(parts: AddressParts): ListMembersInput {
  const { search, cursor } = listMembersSchema.shape;
  return {
    search: search.catch("").parse(first(parts.search)),
    cursor: cursor.catch(null).parse(first(parts.cursor)),
  };
}
