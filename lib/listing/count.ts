/** A list counts what it holds up to here; beyond it says "1,000+". */
export const COUNTED_MAX = 1_000;

/** How many there are: exactly, or at least so many. */
export type ListCount = { counted: number; isExact: boolean };

/** @param found as many as there are, counted no further than one more than `COUNTED_MAX` */
export function listCount(found: number): ListCount {
  return { counted: Math.min(found, COUNTED_MAX), isExact: found <= COUNTED_MAX };
}

/** "120", "1,000+". */
export function countWords({ counted, isExact }: ListCount): string {
  return `${counted.toLocaleString("en")}${isExact ? "" : "+"}`;
}
