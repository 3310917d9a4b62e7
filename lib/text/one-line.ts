import { beginningOf } from "#lib/text/beginning-of";
import { withoutUnseen } from "#lib/text/unseen";

/**
 * Makes text from outside fit for storing and showing: one line in which a reader sees each character. PostgreSQL refuses
 * some of the others.
 * @param max the longest result, in characters
 * @returns the line; null when nothing is left
 */
export function oneLine(text: string | null, max: number): string | null {
  if (text === null) return null;
  // The text may be megabytes, so it is cut before the search. Real text has few characters to remove.
  const line = withoutUnseen(beginningOf(text, 2 * max));
  return withoutUnseen(line.slice(0, max)) || null;
}
