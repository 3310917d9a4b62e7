import { createHash } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import { writeFaithful } from "#lib/text/faithful-json";
import { exceededJsonBound } from "#lib/text/json-bounds";
import { cleanForPostgres } from "#lib/upstreams/catalogue/clean-for-postgres";
import type { CatalogueContent } from "#lib/upstreams/catalogue/content";
import { LIST_FIELDS, type ListField } from "#lib/upstreams/dto";

/** So many characters are written before other work of this process gets its turn. */
const PIECE_CHARACTERS = 64 * 1024;
/** PostgreSQL and this process have a limited stack. No real schema is deeper. */
export const ENTRY_MOST = { depth: 200, parts: Number.POSITIVE_INFINITY };

/** A tiny entry takes more memory than its text says. */
export const ENTRY_MIN_BYTES = 256;

/** A catalogue that is ready for the database: each list is one JSON text. */
export type StoredCatalogue = Omit<CatalogueContent, ListField> & {
  lists: Record<ListField, string>;
  toolCount: number;
  /** The size of everything in it. An entry counts as at least `ENTRY_MIN_BYTES`. */
  bytes: number;
  /** The SHA-256 of everything in it, as hex. */
  contentHash: string;
};

/**
 * Writes a catalogue as JSON texts, before the transaction that stores them. Other work of this process goes on in
 * between.
 * @throws RangeError when a value is nested deeper than 200 levels
 */
export async function storedCatalogue(content: CatalogueContent): Promise<StoredCatalogue> {
  const { tools, resources, resourceTemplates, prompts, ...rest } = content;
  const introduction = cleanForPostgres(rest);
  const written = {
    tools: await writeList(tools),
    resources: await writeList(resources),
    resourceTemplates: await writeList(resourceTemplates),
    prompts: await writeList(prompts),
  };
  const introductionText = JSON.stringify(introduction);
  const contentHash = createHash("sha256");
  let bytes = Buffer.byteLength(introductionText);
  for (const list of LIST_FIELDS) bytes += written[list].bytes;
  for (const text of [introductionText, ...LIST_FIELDS.map((list) => written[list].text)]) {
    // The length comes first, so no text can pass for the end of the one before it.
    contentHash.update(`${text.length} `).update(text);
    await breathe();
  }
  const lists = {
    tools: written.tools.text,
    resources: written.resources.text,
    resourceTemplates: written.resourceTemplates.text,
    prompts: written.prompts.text,
  };
  return { ...introduction, lists, toolCount: tools.length, bytes, contentHash: contentHash.digest("hex") };
}

async function writeList(entries: readonly object[]): Promise<{ text: string; bytes: number }> {
  const texts: string[] = [];
  let bytes = 0;
  let piece = 0;
  for (const entry of entries) {
    const text = cleanText(writeFaithful(entry));
    if (exceededJsonBound(text, ENTRY_MOST)) throw new RangeError("The value is nested too deep.");
    texts.push(text);
    bytes += Math.max(Buffer.byteLength(text), ENTRY_MIN_BYTES);
    piece += text.length;
    if (piece < PIECE_CHARACTERS) continue;
    piece = 0;
    await breathe();
  }
  return { text: `[${texts.join(",")}]`, bytes };
}

/** The escapes of JSON, each whole, so a backslash that is escaped itself begins none. */
const ESCAPE = /\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g;

/**
 * Makes a JSON text storable: PostgreSQL refuses NUL characters and lone surrogates. `JSON.stringify` writes
 * both as escapes, and writes no other surrogate so. `writeFaithful` writes texts with it.
 */
function cleanText(json: string): string {
  if (!json.includes("\\u")) return json;
  return json.replaceAll(ESCAPE, (one) => (one.length === 6 ? "\ufffd" : one));
}
