/** The longest search text, in characters. */
export const SEARCH_MAX = 100;

/** Escapes `text` for a LIKE pattern, in which `_` and `%` are wildcards. */
export function escapeLikePattern(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** Returns both ends of a search that is a whole mask, such as `mcp_2abc1…ef789`; null for any other search. */
export function maskEnds(search: string): { start: string; end: string } | null {
  const [start = "", end] = search.split("…");
  return end === undefined ? null : { start, end };
}
