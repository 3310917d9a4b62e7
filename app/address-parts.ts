/** The query of a page's address, as Next gives it. */
export type AddressParts = { [name: string]: string | string[] | undefined };

/** A part that was given once, or the first of several. */
export function first(part: string | string[] | undefined): string | undefined {
  return Array.isArray(part) ? part[0] : part;
}
