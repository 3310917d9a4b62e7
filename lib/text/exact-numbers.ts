import { copyOf } from "#lib/text/beginning-of";
import { endOfString } from "#lib/text/json-bounds";

/**
 * Numbers of JSON that JavaScript would change. `JSON.parse` reads 12345678901234567890, 1.0, -0 and 1e2 as the nearest
 * `number`, and `JSON.stringify` writes another literal. Who passes JSON on must not change it.
 */

/** A number literal that is written as it was read (ECMA-262, `JSON.rawJSON`). `JSON.stringify` knows it. */
export type ExactNumber = { readonly rawJSON: string };

/** TypeScript has no types for these functions yet. */
const { rawJSON, isRawJSON } = JSON as typeof JSON & {
  rawJSON(literal: string): ExactNumber;
  isRawJSON(value: unknown): value is ExactNumber;
};

export const isExactNumber: (value: unknown) => value is ExactNumber = isRawJSON;

/** V8 copies a shorter part of a text. A longer one is a view that would keep the whole text in memory. */
const SLICE_MIN = 13;

/** Reads a number literal: as a `number` when JavaScript writes it the same way, or else exactly. */
export function readNumber(literal: string): number | ExactNumber {
  const value = Number(literal);
  if (String(value) === literal) return value;
  return rawJSON(literal.length < SLICE_MIN ? literal : copyOf(literal));
}

/** The nearest `number` of a JSON value that is a number, however it was read; undefined for other values. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return isExactNumber(value) ? Number(value.rawJSON) : undefined;
}

const [QUOTE, PLUS, MINUS, POINT, ZERO, NINE] = [0x22, 0x2b, 0x2d, 0x2e, 0x30, 0x39];
/** `e` and `E` differ in this bit. */
const [LOWER_CASE, LETTER_E] = [0x20, 0x65];

/** A number of fewer characters has at most 15 digits, and so many fit into a `number`. */
const LONG = 16;
/** JavaScript writes smaller numbers with an exponent: 0.0000001 becomes 1e-7. */
const TINY = /^-?0\.000000/;

/**
 * Whether a JSON text holds a number that JavaScript would change. It takes less time than `JSON.parse`, so nearly every
 * text can be read and written the quick way.
 * @param text valid JSON; for other text the answer means nothing
 */
export function holdsInexactNumber(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const end = endOfNumber(text, at);
      if (end - at > 1 && isInexact(text, at, end)) return true;
      at = end - 1;
    }
  }
  return false;
}

/** The position after the number that begins at `start`. */
export function endOfNumber(text: string, start: number): number {
  for (let end = start + 1; ; end += 1) {
    const code = text.charCodeAt(end);
    if (code >= ZERO && code <= NINE) continue;
    const isPart = code === POINT || code === PLUS || code === MINUS || (code | LOWER_CASE) === LETTER_E;
    if (!isPart) return end;
  }
}

function isInexact(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length >= LONG) return needsExact(text.slice(start, end));
  let hasPoint = false;
  for (let at = start + 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code > NINE) return needsExact(text.slice(start, end));
    if (code === POINT) hasPoint = true;
  }
  if (!hasPoint) return length === 2 && text.charCodeAt(start) === MINUS && text.charCodeAt(start + 1) === ZERO;
  if (text.charCodeAt(end - 1) === ZERO) return true;
  return length > "0.000000".length && TINY.test(text.slice(start, end));
}

function needsExact(literal: string): boolean {
  return String(Number(literal)) !== literal;
}
