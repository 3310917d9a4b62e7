import { endOfNumber } from "#lib/text/exact-numbers";
import { endOfString } from "#lib/text/json-bounds";

const SPACE = " ".charCodeAt(0);
const [QUOTE, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x22, 0x7b, 0x7d, 0x5b, 0x5d];

/** Walks through valid JSON value by value. It keeps the place of the next character. */
export class JsonScanner {
  readonly text: string;
  at: number;
  /** The first backslash at a place that was asked for, or behind it. */
  #escapeAt = -1;

  /** @param text JSON that `JSON.parse` accepts */
  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  /** The first character of the next value, behind any space. */
  peek(): string | undefined {
    this.skipSpace();
    return this.text[this.at];
  }

  /** Steps over a bracket or comma and the space behind it. False at the closing bracket, which it steps over too. */
  next(closing: "}" | "]"): boolean {
    this.skipSpace();
    if (this.text[this.at] !== closing) {
      this.at += 1;
      this.skipSpace();
      if (this.text[this.at] !== closing) return true;
    }
    this.at += 1;
    return false;
  }

  /** Reads the name of a field, and steps over the colon. */
  name(): string {
    const name = this.string();
    this.skipSpace();
    this.at += 1;
    return name;
  }

  string(): string {
    const start = this.at;
    this.at = endOfString(this.text, start) + 1;
    // A slice would keep the whole text in memory.
    return JSON.parse(this.text.slice(start, this.at)) as string;
  }

  /** Reads a number as it is written. */
  number(): string {
    const start = this.at;
    this.at = endOfNumber(this.text, start);
    return this.text.slice(start, this.at);
  }

  /** Whether `true`, `false` or `null` stands here, and no number, where a value begins without a bracket or quote. */
  isWord(): boolean {
    const character = this.text[this.at];
    return character === "t" || character === "f" || character === "n";
  }

  /** Reads `true`, `false` or `null`. */
  word(): string {
    const start = this.at;
    this.at += this.text[start] === "f" ? 5 : 4;
    return this.text.slice(start, this.at);
  }

  /** Steps over the next value, however deep it is. */
  skip(): void {
    this.skipSpace();
    this.#walk(null);
  }

  /**
   * Reads the next value as text without space, and with each string as `JSON.stringify` escapes it. A text that has this
   * form is taken as it is.
   */
  compact(): string {
    this.skipSpace();
    const pieces: string[] = [];
    let from = this.at;
    const replace = (start: number, end: number, by: string) => {
      pieces.push(this.text.slice(from, start), by);
      from = end;
    };
    this.#walk(replace);
    const rest = this.text.slice(from, this.at);
    return pieces.length === 0 ? rest : pieces.join("") + rest;
  }

  /**
   * Steps over a value. `replace` is told what has to be replaced in it: space, and strings with escapes. The time is linear, however
   * deep it is.
   */
  #walk(replace: ((start: number, end: number, by: string) => void) | null): void {
    const { text } = this;
    let depth = 0;
    do {
      const start = this.at;
      const code = text.charCodeAt(start);
      if (code === QUOTE) {
        this.at = endOfString(text, start) + 1;
        if (replace && this.#hasEscape(start)) {
          replace(start, this.at, JSON.stringify(JSON.parse(text.slice(start, this.at))));
        }
      } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
        depth += 1;
        this.at += 1;
      } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        depth -= 1;
        this.at += 1;
      } else if (code <= SPACE) {
        this.skipSpace();
        replace?.(start, this.at, "");
      } else if (depth > 0) this.at += 1;
      else if (this.isWord()) this.word();
      else if (start < text.length) this.number();
      else return;
    } while (depth > 0);
  }

  /** Whether a backslash stands between a place and this one. The whole text is searched once, however many places ask. */
  #hasEscape(start: number): boolean {
    if (this.#escapeAt < start) {
      const found = this.text.indexOf("\\", start);
      this.#escapeAt = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#escapeAt < this.at;
  }

  skipSpace(): void {
    // JSON has four kinds of space, and no other character of a valid text stands here below U+0021.
    while (this.text.charCodeAt(this.at) <= SPACE) this.at += 1;
  }
}
