import { beginningOf } from "#lib/text/beginning-of";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROL = /[\u0000-\u001f\u007f]/g;

/**
 * Makes text from outside fit for storing and showing: one line without control characters (PostgreSQL refuses NUL).
 * @param max the longest result, in characters
 * @returns the line; null when nothing is left
 */
export function oneLine(text: string | null, max: number): string | null {
  if (text === null) return null;
  // The text may be megabytes, so it is cut before the search. Real text has few control characters to remove.
  const beginning = beginningOf(text, 2 * max);
  const line = beginning.search(CONTROL) < 0 ? beginning : beginning.replaceAll(CONTROL, "");
  return line.slice(0, max) || null;
}
