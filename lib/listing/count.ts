/** Lists count their entries up to this number. Above it, they show "1,000+". */
export const COUNTED_MAX = 1_000;

/** The number of entries: exact, or the least number. */
export type ListCount = { counted: number; isExact: boolean };

/**
 * Makes the count of a list.
 * @param found the number of entries. The query counts at most `COUNTED_MAX + 1` of them.
 */
export function listCount(found: number): ListCount {
  return { counted: Math.min(found, COUNTED_MAX), isExact: found <= COUNTED_MAX };
}

/** Writes a count as text, such as "120" or "1,000+". */
export function countWords({ counted, isExact }: ListCount): string {
  return `${counted.toLocaleString("en")}${isExact ? "" : "+"}`;
}
