import { beginningOf } from "#lib/text/beginning-of";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROL = /[\u0000-\u001f\u007f]/g;

/**
 * What somebody else chose, as it can be stored and shown: one line without control characters (PostgreSQL takes no
 * NUL), not longer than `max`; null when nothing is left.
 */
export function oneLine(text: string | null, max: number): string | null {
  if (text === null) return null;
  // Cut before it is searched, for it may be megabytes; control characters do not come by the hundred.
  const beginning = beginningOf(text, 2 * max);
  const line = beginning.search(CONTROL) < 0 ? beginning : beginning.replaceAll(CONTROL, "");
  return line.slice(0, max) || null;
}
