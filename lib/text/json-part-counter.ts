const [QUOTE, BACKSLASH, NEWLINE] = [0x22, 0x5c, 0x0a];
/** The characters that begin an object, a list or the value of a field. */
const PARTS = new Set([..."{[:"].map((one) => one.charCodeAt(0)));

/**
 * Counts the objects, lists and fields of JSON that comes in pieces. The JSON may be in events (`text/event-stream`);
 * each of their lines adds one to the count. For a whole text, use `exceededJsonBound`.
 */
export class JsonPartCounter {
  #count = 0;
  #isInString = false;
  #isEscaped = false;

  /** @returns the number of parts so far */
  push(bytes: Uint8Array): number {
    for (const code of bytes) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (code === QUOTE) this.#isInString = !this.#isInString;
      // A JSON string cannot contain a line break. A comment between events can contain a single quote.
      else if (code === NEWLINE) this.#isInString = false;
      else if (this.#isInString) this.#isEscaped = code === BACKSLASH;
      else if (PARTS.has(code)) this.#count += 1;
    }
    return this.#count;
  }
}
