import { invalidParams } from "#lib/gateway/messages/rpc-error";
import type { JsonObject } from "#lib/mcp/protocol";
import { readSigned, sign } from "#lib/secrets/signed-text";
import { writeFaithful } from "#lib/text/faithful-json";

/** The most entries of a page. Few clients ask for a second page, so one page is enough for most keys. */
export const PAGE_MAX_ENTRIES = 1_000;
/** The most characters of a page, as JSON. */
export const PAGE_MAX_CHARACTERS = 4 * 1024 * 1024;

/** `last` identifies the last entry when there are more. */
type Page = { entries: readonly JsonObject[]; last?: string };

/**
 * One page of a list. A list that fits on one page keeps its order. A longer list is sorted by the text that identifies
 * an entry, and the next page begins after the last entry of a page on every replica. When entries come or go between
 * two pages, no other entry is left out or repeated.
 * @param after the last entry of the page before; null for the first page
 */
export function pageOf(
  entries: readonly JsonObject[],
  identifiedBy: "name" | "uri" | "uriTemplate",
  after: string | null,
): Page {
  if (after === null && entries.length <= countThatFits(entries)) return { entries };
  const identityOf = (entry: JsonObject) => String(entry[identifiedBy]);
  const rest = entries
    .filter((entry) => after === null || identityOf(entry) > after)
    .sort((one, other) => (identityOf(one) < identityOf(other) ? -1 : 1));
  const given = rest.slice(0, countThatFits(rest));
  const lastGiven = given.at(-1);
  if (!lastGiven || given.length === rest.length) return { entries: given };
  return { entries: given, last: identityOf(lastGiven) };
}

/** How many entries from the start fit on a page. The first one always fits. */
function countThatFits(entries: readonly JsonObject[]): number {
  let characters = 0;
  let count = 0;
  for (const entry of entries) {
    characters += lengthOf(entry);
    if (count === PAGE_MAX_ENTRIES || (count > 0 && characters > PAGE_MAX_CHARACTERS)) break;
    count += 1;
  }
  return count;
}

/** The length of each entry as JSON. Lists are requested often, and entries live as long as their offer. */
const lengths = new WeakMap<JsonObject, number>();

function lengthOf(entry: JsonObject): number {
  let length = lengths.get(entry);
  if (length === undefined) {
    length = writeFaithful(entry).length;
    lengths.set(entry, length);
  }
  return length;
}

/**
 * Writes the cursor of the page that begins after `last`.
 * @param boundTo names the list and the key that the cursor is valid for
 */
export function writeCursor(last: string, boundTo: string): string {
  return Buffer.from(sign(last, boundTo)).toString("base64url");
}

/**
 * Reads a cursor that a client sent.
 * @returns the entry after which the page begins; null without a cursor, for the first page
 * @throws RpcError when the cursor was not made for `boundTo`
 */
export function readCursor(cursor: unknown, boundTo: string): string | null {
  if (cursor === undefined) return null;
  const last = typeof cursor === "string" ? readSigned(Buffer.from(cursor, "base64url").toString(), boundTo) : null;
  if (last === null) throw invalidParams("params.cursor is not a cursor of this list and key");
  return last;
}
