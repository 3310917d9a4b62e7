/** A thing that takes so many bytes. */
export type Sized = { id: string; bytes: number };

/**
 * Chooses the things that fit into `maxBytes` together, the smallest first. So one thing of great size never displaces
 * several small ones.
 * @returns the ids of those that fit
 */
export function chooseFitting(things: readonly Sized[], maxBytes: number): Set<string> {
  const fitting = new Set<string>();
  let left = maxBytes;
  for (const { id, bytes } of things.toSorted(
    (one, other) => one.bytes - other.bytes || (one.id < other.id ? -1 : 1),
  )) {
    if (bytes > left) break;
    left -= bytes;
    fitting.add(id);
  }
  return fitting;
}

/**
 * Divides things, in their order, into portions of at most `maxBytes`, or of one larger thing.
 * @returns the ids of each portion
 */
export function portionsOf(things: readonly Sized[], maxBytes: number): string[][] {
  const all: string[][] = [];
  let left = 0;
  for (const { id, bytes } of things) {
    if (bytes > left || all.length === 0) {
      all.push([]);
      left = maxBytes;
    }
    all.at(-1)?.push(id);
    left -= bytes;
  }
  return all;
}
