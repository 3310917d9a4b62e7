/** A JSON document (RFC 8259) with an indent of two spaces. */
export function json(document: object): string {
  return JSON.stringify(document, null, 2);
}
