/** A list of plain values over several lines. No JSON string holds a raw line end, so this never matches inside one. */
const SPREAD_LIST = /\[\n\s+([^[\]]*?)\n\s*\]/g;

/**
 * A JSON document, indented as people write it: objects spread out, lists of plain values on one line.
 * Escaping is JSON's own (RFC 8259).
 */
export function json(document: object): string {
  return JSON.stringify(document, null, 2).replaceAll(SPREAD_LIST, (_list, values: string) => {
    return `[${values.replaceAll(/,\n\s+/g, ", ")}]`;
  });
}
