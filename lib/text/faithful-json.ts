import { copyOf } from "#lib/text/beginning-of";
import { holdsInexactNumber, isExactNumber } from "#lib/text/exact-numbers";
import { JsonScanner } from "#lib/text/json-scanner";

/**
 * JSON of somebody else that is passed on with small changes. JavaScript writes some numbers in another way than they
 * came, and puts fields whose names are integers before all others. An object that would be changed so remembers its text.
 * A copy of it remembers the text too, so only what differs between the copy and the object is written anew.
 */
const SOURCE = Symbol("source");

type Fields = Record<string, unknown>;
type Source = { text: string; value: Fields };
type Sourced = Fields & { [SOURCE]?: Source };

/**
 * Reads a JSON list. Its objects are written by `writeFaithful` with the same numbers, and their fields in the same order.
 * @throws SyntaxError when the text is not JSON
 */
export function readFaithfulList(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (Array.isArray(value)) rememberTexts(value, text, []);
  return value;
}

/**
 * Lets the objects of a list remember their text, as far as they need it. They remember it without space, and with each
 * string as JavaScript escapes it.
 * @param list the list as `JSON.parse` made it
 * @param text the JSON that holds the list
 * @param path the names of the fields that lead from the whole to the list
 * @param most so many of its first objects
 */
export function rememberTexts(list: readonly unknown[], text: string, path: readonly string[], most = Infinity): void {
  if (!needsText(text)) return;
  const spans = spansOf(new JsonScanner(text), path) ?? [];
  for (const [index, [start, end]] of spans.slice(0, most).entries()) {
    const value = list[index];
    if (!isFields(value)) continue;
    const own = text.slice(start, end);
    // A slice would keep the whole text in memory.
    if (needsText(own)) withText(value, copyOf(new JsonScanner(own).compact()));
  }
}

/**
 * Lets an object remember its text as it is, whether it needs it or not. Not to look takes less time when it is written once.
 * @param text the JSON that the object was read from
 * @returns the object
 */
export function withText<Value extends Fields>(value: Value, text: string): Value {
  (value as Sourced)[SOURCE] = { text, value };
  return value;
}

/** Lets an object that was made of parts of another one remember the text of that one. It returns the object. */
export function withTextOf<Value extends Fields>(value: Value, other: Fields): Value {
  const source = (other as Sourced)[SOURCE];
  if (source) (value as Sourced)[SOURCE] = source;
  return value;
}

/**
 * Writes a JSON text with changes.
 * @param before what the text was read as
 * @param after a copy of it with the changes; what is the same object is written as it came
 */
export function writeChanged(text: string, before: object, after: object): string {
  return new FaithfulWriter(text).value(before, after);
}

/** How many characters an object keeps in memory besides its fields. */
export function rememberedCharacters(value: object): number {
  return (value as Sourced)[SOURCE]?.text.length ?? 0;
}

/**
 * Writes an object as JSON. What it has from a remembered text has the same numbers and the same order of fields. Of several
 * fields with the same name the last one counts in an object that was changed, as for `JSON.parse`.
 * @throws RangeError when it is nested thousands of levels deep
 */
export function writeFaithful(value: object): string {
  const source = (value as Sourced)[SOURCE];
  return source ? new FaithfulWriter(source.text).value(source.value, value) : JSON.stringify(value);
}

/** Writes a list of objects as JSON, each like `writeFaithful`. */
export function writeFaithfulList(list: readonly object[]): string {
  // Most lists need no text, and one long JSON takes less time than many short ones.
  if (!list.some((value) => (value as Sourced)[SOURCE])) return JSON.stringify(list);
  return `[${list.map(writeFaithful).join(",")}]`;
}

/** A name that JavaScript takes for an index, or one that may be so because it is escaped. */
const INDEX_NAME = /"(?:0|[1-9]\d{0,9})"\s*:|\\u003\d/i;

/** Whether JavaScript may write a JSON text in another way than it is, apart from space and escapes. */
function needsText(text: string): boolean {
  return INDEX_NAME.test(text) || holdsInexactNumber(text);
}

/** Where each value of the list at a path begins and ends; null when there is no list. It steps over the whole value. */
function spansOf(scanner: JsonScanner, path: readonly string[]): [start: number, end: number][] | null {
  const [wanted, ...rest] = path;
  let spans: [number, number][] | null = null;
  const first = scanner.peek();
  if (wanted !== undefined && first === "{") {
    while (scanner.next("}")) {
      // The last one of several counts.
      if (scanner.name() === wanted) spans = spansOf(scanner, rest);
      else scanner.skip();
    }
  } else if (wanted === undefined && first === "[") {
    spans = [];
    while (scanner.next("]")) {
      const start = scanner.at;
      scanner.skip();
      spans.push([start, scanner.at]);
    }
  } else scanner.skip();
  return spans;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isExactNumber(value);
}

/** Writes a value that was read from a text, as far as it is still the same. */
class FaithfulWriter {
  readonly #scanner: JsonScanner;

  constructor(text: string) {
    this.#scanner = new JsonScanner(text);
  }

  /**
   * Writes the next value of the text.
   * @param before what the text was read as
   * @param after what is written
   */
  value(before: unknown, after: unknown): string {
    const first = this.#scanner.peek();
    const start = this.#scanner.at;
    if (before === after) {
      this.#scanner.skip();
      return this.#scanner.text.slice(start, this.#scanner.at);
    }
    if (first === "{" && isFields(before) && isFields(after)) return this.#object(before, after);
    if (first === "[" && Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
      return this.#list(before, after);
    }
    this.#scanner.skip();
    return JSON.stringify(after);
  }

  #object(before: Fields, after: Fields): string {
    const isWritten = (name: string) => Object.hasOwn(after, name) && after[name] !== undefined;
    const kept = new Map<string, string>();
    while (this.#scanner.next("}")) {
      const name = this.#scanner.name();
      if (isWritten(name)) kept.set(name, this.value(before[name], after[name]));
      else this.#scanner.skip();
    }
    let written = "";
    const add = (name: string, text: string) => {
      written += `${written === "" ? "" : ","}${JSON.stringify(name)}:${text}`;
    };
    const added = Object.keys(after).filter((name) => !kept.has(name) && isWritten(name));
    // A new field stands before or behind all others, as in the object. JavaScript puts indexes before all names.
    const names = Object.keys(after).filter((name) => !/^\d+$/.test(name));
    const leading = new Set(
      names.slice(
        0,
        Math.max(
          0,
          names.findIndex((name) => kept.has(name)),
        ),
      ),
    );
    for (const name of added) if (leading.has(name)) add(name, JSON.stringify(after[name]));
    for (const [name, text] of kept) add(name, text);
    for (const name of added) if (!leading.has(name)) add(name, JSON.stringify(after[name]));
    return `{${written}}`;
  }

  #list(before: unknown[], after: unknown[]): string {
    let written = "";
    for (let index = 0; this.#scanner.next("]"); index += 1) {
      written += `${index === 0 ? "" : ","}${this.value(before[index], after[index])}`;
    }
    return `[${written}]`;
  }
}
