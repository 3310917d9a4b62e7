/** Characters of a search. */
export const SEARCH_MAX = 100;

/** `text` within a pattern of LIKE, where `_` and `%` would match anything. */
export function literal(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** The two ends that a whole mask (`mcp_2abc1…ef789`) names; null for any other search. */
export function maskEnds(search: string): { start: string; end: string } | null {
  const [start = "", end] = search.split("…");
  return end === undefined ? null : { start, end };
}
