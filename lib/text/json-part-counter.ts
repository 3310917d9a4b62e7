const [QUOTE, BACKSLASH, NEWLINE] = [0x22, 0x5c, 0x0a];
/** What begins an object, a list or a field's value. */
const PARTS = new Set([..."{[:"].map((one) => one.charCodeAt(0)));

/**
 * Counts the objects, lists and fields of JSON that comes in pieces, on its own or as events (`text/event-stream`), the
 * lines of which count a little more. For a whole text there is `exceededJsonBound`.
 */
export class JsonPartCounter {
  #count = 0;
  #isInString = false;
  #isEscaped = false;

  /** @returns how many there were so far */
  push(bytes: Uint8Array): number {
    for (const code of bytes) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (code === QUOTE) this.#isInString = !this.#isInString;
      // No string of JSON goes on over the end of a line, while a quote in a comment between events has no other.
      else if (code === NEWLINE) this.#isInString = false;
      else if (this.#isInString) this.#isEscaped = code === BACKSLASH;
      else if (PARTS.has(code)) this.#count += 1;
    }
    return this.#count;
  }
}
