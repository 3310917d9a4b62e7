/** A JSON document, indented as people write it. Escaping is JSON's own (RFC 8259). */
export function json(document: object): string {
  return JSON.stringify(document, null, 2);
}
