/** The query parameters of a page, as Next.js passes them. */
export type AddressParts = { [name: string]: string | string[] | undefined };

/** Returns the value of a parameter, or the first value if the address repeats the parameter. */
export function first(part: string | string[] | undefined): string | undefined {
  return Array.isArray(part) ? part[0] : part;
}
