import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanForPostgres } from "#lib/upstreams/catalogue/clean-for-postgres";
import type { CatalogueContent } from "#lib/upstreams/catalogue/content";
import { ENTRY_MIN_BYTES, storedCatalogue } from "#lib/upstreams/catalogue/stored-text";
import { whileTurning } from "#testing/machine/turns-of-the-loop";

function content(tools: object[], changes: Partial<CatalogueContent> = {}): CatalogueContent {
  return {
    era: "legacy",
    protocolVersion: "2025-11-25",
    serverName: "Notes",
    serverVersion: "1",
    instructions: null,
    capabilities: {},
    tools,
    resources: [],
    resourceTemplates: [],
    prompts: [],
    ...changes,
  };
}

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("\0", "\ud800", "\udfff", "\\u0000", "\\\0", "\\ud800", "a\\\\\0b", "😀"),
);
const anyEntry = fc.dictionary(anyText, fc.oneof(anyText, fc.array(anyText), fc.dictionary(anyText, anyText)));

test("writes each list as the text of what PostgreSQL can store", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyEntry), async (entries) => {
      const { lists } = await storedCatalogue(content(entries));
      expect(JSON.parse(lists.tools)).toEqual(JSON.parse(JSON.stringify(cleanForPostgres(entries))));
    }),
  );
});

test("counts the bytes of every entry, and a tiny one as 256", async () => {
  const bytesOf = async (...tools: object[]) => (await storedCatalogue(content(tools))).bytes;
  const none = await bytesOf();
  expect((await bytesOf({ name: "a" })) - none).toBe(ENTRY_MIN_BYTES);
  const long = { name: "é".repeat(500) };
  expect((await bytesOf(long, long)) - none).toBe(2 * Buffer.byteLength(JSON.stringify(long)));
});

test("tells two catalogues apart by their hashes", async () => {
  const all = [
    content([{ name: "é" }]),
    content([{ name: "éé" }]),
    content([{ name: "é" }], { instructions: "Be kind." }),
    content([], { prompts: [{ name: "é" }] }),
  ];
  const hashOf = async (one: CatalogueContent) => (await storedCatalogue(one)).contentHash;
  expect(new Set(await Promise.all(all.map(hashOf))).size).toBe(4);
  expect(await hashOf(content([{ name: "é" }]))).toBe(await hashOf(content([{ name: "é" }])));
});

test("refuses an entry that nests more than 200 levels deep", async () => {
  const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth - 1)}{}${"}".repeat(depth - 1)}`) as object;
  await expect(storedCatalogue(content([nested(200)]))).resolves.toBeDefined();
  await expect(storedCatalogue(content([nested(201)]))).rejects.toThrow(RangeError);
});

test("lets other work of the process go on while it writes megabytes", async () => {
  const tools = Array.from({ length: 100 }, () => ({ name: "tool", description: "x".repeat(64 * 1024) }));
  expect(await whileTurning(() => storedCatalogue(content(tools)))).toBeGreaterThan(50);
});
