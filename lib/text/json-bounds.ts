const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, COLON] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x3a,
];

/** The size of a parsed JSON text: its nesting depth, and the number of its objects, lists and fields. */
export type JsonShape = { depth: number; parts: number };

/**
 * Checks the size of a JSON text before it is parsed: `{},` has three bytes, but the parsed object takes more than
 * twenty times as many. It counts characters outside of strings, and stops at the first bound that is exceeded.
 * @param most the largest allowed size
 * @returns the bound that the text exceeds; null for none
 */
export function exceededJsonBound(text: string, most: JsonShape): keyof JsonShape | null {
  // A text as short as this cannot exceed a bound.
  if (text.length <= Math.min(2 * most.depth, most.parts)) return null;
  let depth = 0;
  let parts = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      parts += 1;
      if (depth > most.depth) return "depth";
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1;
    else if (code === COLON) parts += 1;
    else continue;
    if (parts > most.parts) return "parts";
  }
  return null;
}

/** The position of the quote that ends the string which begins at `start`; the end of the text when there is none. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
    // Two backslashes are one that is escaped itself, so an even number of them escapes no quote.
    if ((end - first) % 2 === 0) return end;
  }
  return text.length;
}
