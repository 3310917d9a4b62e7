/**
 * Copies at most `max` characters from the start of a text. In V8 the result of `slice` is a view that keeps the whole
 * text in memory, which may be megabytes. So a part that is stored must be a copy.
 */
export function beginningOf(text: string, max: number): string {
  return text.length <= max ? text : copyOf(text.slice(0, max));
}

/** Copies a text, so it keeps no larger text in memory. UTF-16 preserves lone surrogates. */
export function copyOf(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
