/**
 * Chooses the things that fit into `maxBytes` together, the smallest first. So one thing of great size never displaces
 * several small ones.
 * @returns the ids of those that fit
 */
export function chooseFitting(things: readonly { id: string; bytes: number }[], maxBytes: number): Set<string> {
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
