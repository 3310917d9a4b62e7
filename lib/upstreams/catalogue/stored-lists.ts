import { db, Prisma } from "#lib/db/client";
import { readFaithfulList } from "#lib/text/faithful-json";
import { LIST_FIELDS, type ListField } from "#lib/upstreams/dto";

/** The lists of a stored catalogue, with all numbers and the order of all fields as their server wrote them. */
export type StoredLists = Record<ListField, unknown[]>;

export const NO_LISTS: StoredLists = { tools: [], resources: [], resourceTemplates: [], prompts: [] };

type Row = { upstreamId: string } & Record<ListField, string>;

/**
 * Reads the lists of stored catalogues. It asks for their texts, because the database client would parse them.
 * @returns the lists by the id of their server; none for a server that has never answered
 */
export async function readLists(upstreamIds: readonly string[]): Promise<Map<string, StoredLists>> {
  if (upstreamIds.length === 0) return new Map();
  const rows = await db().$queryRaw<Row[]>`
    SELECT "upstreamId", "tools"::text, "resources"::text, "resourceTemplates"::text, "prompts"::text
    FROM "Catalogue" WHERE "upstreamId" IN (${Prisma.join([...upstreamIds])})`;
  return new Map(rows.map((row) => [row.upstreamId, parsed(row)]));
}

function parsed(row: Row): StoredLists {
  const lists = LIST_FIELDS.map((field) => [field, listOf(row[field])] as const);
  return { ...NO_LISTS, ...Object.fromEntries(lists) };
}

function listOf(text: string): unknown[] {
  const value = readFaithfulList(text);
  return Array.isArray(value) ? value : [];
}
