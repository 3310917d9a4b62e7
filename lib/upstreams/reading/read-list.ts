import { setImmediate as breathe } from "node:timers/promises";
import { SECOND_MS } from "#lib/clock";
import { isObject, type JsonObject, RPC_CODE } from "#lib/mcp/protocol";
import { rememberTexts, writeFaithful } from "#lib/text/faithful-json";
import { exceededJsonBound } from "#lib/text/json-bounds";
import { oneLine } from "#lib/text/one-line";
import { AnswerTooLargeError, isUpstreamError, UpstreamError } from "#lib/upstreams/catalogue/failure";
import { IDENTIFIED_BY, type ReadEntry, readEntry } from "#lib/upstreams/catalogue/read-entry";
import { ENTRY_MOST } from "#lib/upstreams/catalogue/stored-text";
import type { LeftOutEntry, ListField } from "#lib/upstreams/dto";
import type { Conversation } from "#lib/upstreams/reading/connect";
import type { Answered } from "#lib/upstreams/wire/ask";

/** The most items of one kind. Further items of a server are ignored. */
export const MAX_ITEMS = 1_000;
/** The cursor of a faulty server may never end. */
const MAX_PAGES = 50;
/** The longest cursor, in characters. It is sent back in the next request. */
const CURSOR_MAX = 16 * 1024;
/** The time for one answer. */
const ANSWER_TIMEOUT_MS = 10 * SECOND_MS;
/** The largest list, in bytes of all its pages as they come. The longest ones of real servers are smaller than 1 MB. */
const LIST_MAX_BYTES = 8 * 1024 * 1024;
/** The longest list as it is stored, in characters of JSON. Some numbers are longer there than they came. */
const LIST_MAX_CHARACTERS = 8 * 1024 * 1024;
/** So many characters are examined before other work of this process gets its turn. */
const PIECE_CHARACTERS = 64 * 1024;
/** So many left-out entries are named, and so long is each of their texts, in characters. */
const NAMED_MAX = 20;
const NAME_MAX = 80;

const METHODS: Record<ListField, string> = {
  tools: "tools/list",
  resources: "resources/list",
  resourceTemplates: "resources/templates/list",
  prompts: "prompts/list",
};

/** What was read of one list. */
export type ReadList = {
  entries: JsonObject[];
  /** The first entries that cannot be used. */
  leftOut: LeftOutEntry[];
  leftOutCount: number;
  /** Why the list, or the rest of it, could not be read; null when it was read to its end. */
  error: unknown;
};

/**
 * Reads all pages of one list. An entry that cannot be used costs that entry alone. Never rejects: what was read before an
 * error counts.
 * @param signal ends the reading
 */
export async function readList(conversation: Conversation, list: ListField, signal: AbortSignal): Promise<ReadList> {
  const reader = new ListReader(list);
  let cursor: string | null = null;
  const cursors = new Set<string>();
  let readBytes = 0;
  try {
    for (let page = 0; page < MAX_PAGES && reader.hasRoom; page += 1) {
      const { result, text, bytes }: Answered = await conversation.request(
        METHODS[list],
        cursor === null ? {} : { cursor },
        {
          // What a page holds counts whether or not it can be used.
          maxBytes: Math.max(0, LIST_MAX_BYTES - readBytes),
          signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
        },
      );
      readBytes += bytes;
      const entries = listIn(result, list, conversation.name);
      rememberTexts(entries, text, ["result", list], MAX_ITEMS);
      await reader.add(entries);
      const next = cursorIn(result);
      // A cursor that comes again leads in a circle.
      if (next === null || cursors.has(next)) break;
      cursors.add(next);
      cursor = next;
    }
    return reader.read(null);
  } catch (error) {
    return reader.read(error);
  }
}

/** Whether the server does not know the method of a list, although it announced it or could have the list. */
export function isUnknownList({ error }: ReadList): boolean {
  return isUpstreamError(error) && error.rpcCode === RPC_CODE.methodNotFound;
}

/** The list in an answer. Null counts as absent, and some languages write an empty list as an object. */
function listIn(answer: JsonObject, list: ListField, name: string): unknown[] {
  const value = answer[list];
  if (Array.isArray(value)) return value;
  if (value === undefined || value === null || (isObject(value) && Object.keys(value).length === 0)) return [];
  throw new UpstreamError({ code: "NOT_MCP", message: `“${name}” answered ${METHODS[list]} without a list.` });
}

/** Where the next page begins. Null and an empty text count as absent; some servers number their pages. */
function cursorIn({ nextCursor }: JsonObject): string | null {
  const text = typeof nextCursor === "number" ? String(nextCursor) : nextCursor;
  return typeof text === "string" && text !== "" && text.length <= CURSOR_MAX ? text : null;
}

/** Collects the entries of one list over its pages. */
class ListReader {
  readonly #list: ListField;
  readonly #entries: JsonObject[] = [];
  readonly #leftOut: LeftOutEntry[] = [];
  readonly #identities = new Set<unknown>();
  #leftOutCount = 0;
  #examined = 0;
  #characters = 0;
  #piece = 0;

  constructor(list: ListField) {
    this.#list = list;
  }

  get hasRoom(): boolean {
    return this.#examined < MAX_ITEMS;
  }

  /**
   * Adds the entries of one page, and lets other work of this process go on in between.
   * @throws AnswerTooLargeError when the whole list has too many characters
   */
  async add(page: unknown[]): Promise<void> {
    for (const value of page.slice(0, MAX_ITEMS - this.#examined)) {
      this.#examined += 1;
      const read = this.#readOne(value);
      if ("entry" in read) this.#entries.push(read.entry);
      else this.#leaveOut(value, read);
      if (this.#piece < PIECE_CHARACTERS) continue;
      this.#piece = 0;
      await breathe();
    }
  }

  read(error: unknown): ReadList {
    return { entries: this.#entries, leftOut: this.#leftOut, leftOutCount: this.#leftOutCount, error };
  }

  #readOne(value: unknown): ReadEntry {
    const read = readEntry(this.#list, value);
    if (!("entry" in read)) return read;
    const text = jsonOf(read.entry);
    if (text === null) return { field: "", problem: "nests too deep" };
    this.#count(text.length);
    const identity = read.entry[IDENTIFIED_BY[this.#list]];
    if (this.#identities.has(identity)) {
      return { field: IDENTIFIED_BY[this.#list], problem: "is that of an entry before it" };
    }
    this.#identities.add(identity);
    return read;
  }

  #count(characters: number): void {
    this.#characters += characters;
    this.#piece += characters;
    if (this.#characters > LIST_MAX_CHARACTERS) throw new AnswerTooLargeError("The list is too long.");
  }

  #leaveOut(value: unknown, { field, problem }: { field: string; problem: string }): void {
    this.#leftOutCount += 1;
    // An entry that is not counted by its size takes time too.
    this.#piece += PIECE_CHARACTERS / MAX_ITEMS;
    if (this.#leftOut.length >= NAMED_MAX) return;
    const name = isObject(value) && typeof value.name === "string" ? oneLine(value.name, NAME_MAX) : null;
    const position = this.#examined;
    this.#leftOut.push({ list: this.#list, name, position, field: oneLine(field, NAME_MAX) ?? "", problem });
  }
}

/** The JSON of an entry; null when it nests deeper than can be stored. */
function jsonOf(entry: JsonObject): string | null {
  try {
    const text = writeFaithful(entry);
    return exceededJsonBound(text, ENTRY_MOST) ? null : text;
  } catch (error) {
    // Thousands of levels exceed the stack.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
