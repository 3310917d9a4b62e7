import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import { z } from "zod";
import { isObject, type JsonObject } from "#lib/mcp/protocol";
import { LIST_FIELDS } from "#lib/upstreams/catalogue/entry";

/** The most items of one kind. Further items of a server are ignored. */
export const MAX_ITEMS = 1_000;

const SET_ASIDE = Symbol("entries that are set aside");

/** A result whose lists are empty. Their entries are under the symbol, which no answer of a server can contain. */
export type ResultWithoutLists = JsonObject & { [SET_ASIDE]?: Partial<Record<string, unknown[]>> };

/**
 * The result of a list request, for the SDK. The SDK's own schema examines every entry, however many there are, and
 * writes an error for each wrong one: 170,000 empty entries would block this process for more than a second.
 */
export const anyResult = z.custom<ResultWithoutLists>(isObject);

/** Makes a transport set aside the lists in its messages, so the SDK never examines their entries. */
export function setListsAside(transport: Transport): void {
  const deliver = transport.onmessage;
  transport.onmessage = (message, extra) => deliver?.(withoutLists(message), extra);
}

/** The message with empty lists. The first `MAX_ITEMS` entries of each list are set aside; the others are dropped. */
export function withoutLists<T extends JSONRPCMessage>(message: T): T {
  if (!("result" in message) || !isObject(message.result)) return message;
  const { result } = message;
  const lists = LIST_FIELDS.flatMap((field) => {
    const entries = result[field];
    return Array.isArray(entries) ? [[field, entries] as const] : [];
  });
  if (lists.length === 0) return message;
  const emptied = Object.fromEntries(lists.map(([field]) => [field, []]));
  const aside = Object.fromEntries(lists.map(([field, entries]) => [field, entries.slice(0, MAX_ITEMS)]));
  return { ...message, result: { ...result, ...emptied, [SET_ASIDE]: aside } };
}

/** The entries of a list that were set aside, at most `MAX_ITEMS`; empty when the result has no such list. */
export function entriesOf(result: ResultWithoutLists, field: string): unknown[] {
  return result[SET_ASIDE]?.[field] ?? [];
}
