import { invalidParams } from "#lib/gateway/messages/rpc-error";
import type { JsonObject } from "#lib/mcp/protocol";
import { readSigned, sign } from "#lib/secrets/signed-text";

/** The most entries of a page. Few clients ask for a second page, so one page is enough for most keys. */
export const PAGE_MAX_ENTRIES = 1_000;
/** The most characters of a page, as JSON. */
export const PAGE_MAX_CHARACTERS = 4 * 1024 * 1024;

type Page = { entries: readonly JsonObject[]; nextCursor?: string };

/**
 * One page of a list. A list that fits on one page keeps its order. A longer list is sorted by the text that identifies
 * an entry, and the cursor holds the last entry of the page. The next page begins after it on every replica. When
 * entries come or go between two pages, no other entry is left out or repeated.
 * @param cursor as the client sent it; undefined for the first page
 * @param boundTo names the list and the key that a cursor is valid for
 * @throws RpcError when the cursor was not made for `boundTo`
 */
export function pageOf(
  entries: readonly JsonObject[],
  identifiedBy: "name" | "uri" | "uriTemplate",
  cursor: unknown,
  boundTo: string,
): Page {
  if (cursor === undefined && entries.length <= countThatFits(entries)) return { entries };
  const identityOf = (entry: JsonObject) => String(entry[identifiedBy]);
  const last = cursor === undefined ? null : readCursor(cursor, boundTo);
  const rest = entries
    .filter((entry) => last === null || identityOf(entry) > last)
    .sort((one, other) => (identityOf(one) < identityOf(other) ? -1 : 1));
  const given = rest.slice(0, countThatFits(rest));
  const lastGiven = given.at(-1);
  if (!lastGiven || given.length === rest.length) return { entries: given };
  return { entries: given, nextCursor: writeCursor(identityOf(lastGiven), boundTo) };
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
    length = JSON.stringify(entry).length;
    lengths.set(entry, length);
  }
  return length;
}

function writeCursor(lastGiven: string, boundTo: string): string {
  return Buffer.from(sign(lastGiven, boundTo)).toString("base64url");
}

function readCursor(cursor: unknown, boundTo: string): string {
  const last = typeof cursor === "string" ? readSigned(Buffer.from(cursor, "base64url").toString(), boundTo) : null;
  if (last === null) throw invalidParams("params.cursor is not a cursor of this list and key");
  return last;
}
