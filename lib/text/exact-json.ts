import { type ExactNumber, endOfNumber, holdsInexactNumber, readNumber } from "#lib/text/exact-numbers";
import { endOfString } from "#lib/text/json-bounds";

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

const SPACE = " ".charCodeAt(0);

/**
 * Reads valid JSON value by value. The reviver of `JSON.parse` would do the same, but it takes a hundred times as long as
 * `JSON.parse` for lists of numbers.
 */
class ExactReader {
  readonly #text: string;
  readonly #most: number;
  #at = 0;
  /** A list may hold 0.0 a million times. */
  readonly #exact = new Map<string, ExactNumber>();

  constructor(text: string, most: number) {
    this.#text = text;
    this.#most = most;
  }

  value(): unknown {
    this.#skipSpace();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object();
      case "[":
        return this.#list();
      case '"':
        return this.#string();
      case "t":
        this.#at += 4;
        return true;
      case "f":
        this.#at += 5;
        return false;
      case "n":
        this.#at += 4;
        return null;
      default:
        return this.#number();
    }
  }

  #object(): object {
    const fields: Record<string, unknown> = {};
    while (this.#next("}")) {
      const name = this.#string();
      this.#skipSpace();
      this.#at += 1;
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
    while (this.#next("]")) values.push(this.value());
    return values;
  }

  /** Steps over a bracket or comma and the space behind it. False at the closing bracket, which it steps over too. */
  #next(closing: "}" | "]"): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== closing) {
      this.#at += 1;
      this.#skipSpace();
      if (this.#text[this.#at] !== closing) return true;
    }
    this.#at += 1;
    return false;
  }

  #string(): string {
    const start = this.#at;
    const end = endOfString(this.#text, start);
    this.#at = end + 1;
    // A slice would keep the whole text in memory.
    return JSON.parse(this.#text.slice(start, end + 1)) as string;
  }

  #number(): number | ExactNumber {
    const start = this.#at;
    this.#at = endOfNumber(this.#text, start);
    const literal = this.#text.slice(start, this.#at);
    const known = this.#exact.get(literal);
    if (known) return known;
    const read = readNumber(literal);
    if (typeof read === "number") return read;
    if (this.#exact.size >= this.#most) throw new TooManyNumbersError("The text has too many long numbers.");
    this.#exact.set(literal, read);
    return read;
  }

  #skipSpace(): void {
    // JSON has four kinds of space, and no other character of a valid text stands here below U+0021.
    while (this.#text.charCodeAt(this.#at) <= SPACE) this.#at += 1;
  }
}
