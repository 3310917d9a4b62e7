const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, COLON] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x3a,
];

/** What reading a JSON text would make: how deep it nests, and of how many objects, lists and fields it consists. */
export type JsonShape = { depth: number; parts: number };

/**
 * Bounds what a JSON text becomes before it is read: `{},` are three bytes, and the object they stand for takes more
 * than twenty times as many. Told by the characters outside of strings; ends early once a bound is exceeded.
 * @param most what the text may have
 * @returns which bound it exceeds; null for none
 */
export function exceededJsonBound(text: string, most: JsonShape): keyof JsonShape | null {
  // Nothing so short is too deep, or of too many parts.
  if (text.length <= Math.min(2 * most.depth, most.parts)) return null;
  let depth = 0;
  let parts = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isInString) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) isInString = false;
    } else if (code === QUOTE) isInString = true;
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
