import { replaceUnseen } from "#lib/text/unseen-characters";

const LOW_SURROGATE = /[\udc00-\udfff]/;

/** A text as a person reads it, and how much of it is missing. */
export type ShownText = { text: string; leftOut: number };

/**
 * Shows the beginning and the end of a text, and says how many characters are left out between them. Hidden characters
 * are shown as escapes, such as `\u{202e}`.
 * @param max the most characters to show, besides the words about what is left out
 */
export function shownText(text: string, max: number): ShownText {
  const whole = text.length <= max ? escaped(text) : null;
  if (whole !== null && whole.length <= max) return { text: whole, leftOut: 0 };
  const tailMax = Math.floor(max / 3);
  const head = partFrom(text, max - tailMax, false);
  const tail = partFrom(text, tailMax, true);
  const leftOut = text.length - head.taken - tail.taken;
  return { text: `${head.text} … ${leftOut.toLocaleString("en")} characters more … ${tail.text}`, leftOut };
}

/**
 * Shows a text from `from` on, as far as it fits. Its own line ends stay; other hidden characters become escapes.
 * @param most characters and lines to show
 * @returns what is shown, and the place in the text where it ends
 */
export function shownPiece(
  text: string,
  from: number,
  most: { characters: number; lines: number },
): { text: string; end: number } {
  let shown = "";
  let lines = 1;
  let end = from;
  while (end < text.length) {
    const character = characterAt(text, end);
    const isLineEnd = character === "\n";
    if (isLineEnd && lines === most.lines) break;
    const seen = isLineEnd ? character : escaped(character);
    if (shown.length + seen.length > most.characters) break;
    if (isLineEnd) lines += 1;
    shown += seen;
    end += character.length;
  }
  return { text: shown, end };
}

/** Shows a name within quotation marks. The name cannot close them. */
export function shownName(name: string, max: number): string {
  return shownText(name, max).text.replaceAll(/[“”]/gu, escapeOf);
}

/** @returns the characters from one end, as far as their escapes fit into `max`, and how long they are in the text */
function partFrom(text: string, max: number, isEnd: boolean): { text: string; taken: number } {
  let shown = "";
  let taken = 0;
  while (taken < text.length) {
    const character = isEnd ? lastBefore(text, text.length - taken) : characterAt(text, taken);
    const seen = escaped(character);
    if (shown.length + seen.length > max) break;
    shown = isEnd ? seen + shown : shown + seen;
    taken += character.length;
  }
  return { text: shown, taken };
}

function characterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}

/** Returns the character that ends before `end`, which may be a surrogate pair. */
function lastBefore(text: string, end: number): string {
  const pair = text.slice(Math.max(0, end - 2), end);
  return LOW_SURROGATE.test(pair.slice(1)) && (pair.codePointAt(0) ?? 0) > 0xffff ? pair : text.slice(end - 1, end);
}

/** Line ends, invisible characters, and characters that change the direction of text: the person must read them too. */
function escaped(text: string): string {
  return replaceUnseen(text, escapeOf);
}

function escapeOf(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
