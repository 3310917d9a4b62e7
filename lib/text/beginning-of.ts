/**
 * At most `max` characters from the start, for whatever is kept: what `slice` gives is a view, in V8, that keeps the
 * whole of a text of megabytes alive for as long as its first hundred characters are.
 */
export function beginningOf(text: string, max: number): string {
  return text.length <= max ? text : copyOf(text.slice(0, max));
}

/** The same text without whatever larger one it was cut from. UTF-16 leaves halves of characters as they are. */
export function copyOf(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
