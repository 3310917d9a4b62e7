import { type ExactNumber, holdsInexactNumber, readNumber } from "#lib/text/exact-numbers";
import { JsonScanner } from "#lib/text/json-scanner";

/** The most numbers of one text that are read exactly, each other one once. Each takes some hundred bytes. */
const EXACT_MAX = 200_000;

/** The error for a text with more different numbers that JavaScript would change than may be kept. */
export class TooManyNumbersError extends Error {
  override name = "TooManyNumbersError";
}

/**
 * Reads JSON so that `JSON.stringify` gives every number back as it was written. Only texts that need it take the slow
 * way, which takes some five times as long as `JSON.parse`.
 * @param most the most different numbers that are read exactly
 * @throws SyntaxError when the text is not JSON; TooManyNumbersError; RangeError when a text that takes the slow way is
 *   nested thousands of levels deep
 */
export function parseExact(text: string, most = EXACT_MAX): unknown {
  const plain: unknown = JSON.parse(text);
  return holdsInexactNumber(text) ? readExact(text, most) : plain;
}

/**
 * Reads JSON exactly that has been parsed before.
 * @param plain what `JSON.parse` made of the text
 * @throws TooManyNumbersError; RangeError when a text that takes the slow way is nested thousands of levels deep
 */
export function exactOf<Parsed>(text: string, plain: Parsed, most = EXACT_MAX): Parsed {
  return holdsInexactNumber(text) ? (readExact(text, most) as Parsed) : plain;
}

/** @param text JSON that `JSON.parse` accepts */
function readExact(text: string, most: number): unknown {
  return new ExactReader(text, most).value();
}

/**
 * Reads valid JSON value by value. The reviver of `JSON.parse` would do the same, but it takes a hundred times as long as
 * `JSON.parse` for lists of numbers.
 */
class ExactReader {
  readonly #scanner: JsonScanner;
  readonly #most: number;
  /** A list may hold 0.0 a million times. */
  readonly #exact = new Map<string, ExactNumber>();

  constructor(text: string, most: number) {
    this.#scanner = new JsonScanner(text);
    this.#most = most;
  }

  value(): unknown {
    switch (this.#scanner.peek()) {
      case "{":
        return this.#object();
      case "[":
        return this.#list();
      case '"':
        return this.#scanner.string();
      case "t":
      case "f":
      case "n":
        return JSON.parse(this.#scanner.word());
      default:
        return this.#number();
    }
  }

  #object(): object {
    const fields: Record<string, unknown> = {};
    while (this.#scanner.next("}")) {
      const name = this.#scanner.name();
      const value = this.value();
      // An assignment would set the prototype.
      if (name === "__proto__") {
        Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
      } else fields[name] = value;
    }
    return fields;
  }

  #list(): unknown[] {
    const values: unknown[] = [];
    while (this.#scanner.next("]")) values.push(this.value());
    return values;
  }

  #number(): number | ExactNumber {
    const literal = this.#scanner.number();
    const known = this.#exact.get(literal);
    if (known) return known;
    const read = readNumber(literal);
    if (typeof read === "number") return read;
    if (this.#exact.size >= this.#most) throw new TooManyNumbersError("The text has too many long numbers.");
    this.#exact.set(literal, read);
    return read;
  }
}
