/** A list with at least this many entries can be searched. */
export const SEARCH_FROM = 8;

/** Whether one of `texts` contains what was typed. Upper and lower case do not matter. */
export function textMatches(search: string, texts: (string | null)[]): boolean {
  const wanted = search.trim().toLowerCase();
  return texts.some((text) => text?.toLowerCase().includes(wanted));
}
