const BYTE_ORDER_MARK = "\ufeff";

/** RFC 8259 (section 8.1) lets a reader of JSON ignore a byte order mark. Not every reader does. */
export function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}
