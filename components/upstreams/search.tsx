/** From this many entries on a list can be searched. */
export const SEARCH_FROM = 8;

/** Whether one of `texts` contains what was typed, in whatever case. */
export function textMatches(search: string, texts: (string | null)[]): boolean {
  const wanted = search.trim().toLowerCase();
  return texts.some((text) => text?.toLowerCase().includes(wanted));
}
