import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanForPostgres } from "#lib/upstreams/catalogue/clean-for-postgres";
import type { CatalogueContent } from "#lib/upstreams/catalogue/discover";
import { storedCatalogue } from "#lib/upstreams/catalogue/stored-text";

function content(tools: object[], changes: Partial<CatalogueContent> = {}): CatalogueContent {
  return {
    era: "legacy",
    protocolVersion: "2025-11-25",
    serverName: "Notes",
    serverVersion: "1",
    instructions: null,
    discovery: { kind: "legacy" },
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

test("counts the bytes of everything, and tells two catalogues apart by their hashes", async () => {
  const one = await storedCatalogue(content([{ name: "é" }]));
  expect(one.lists.tools).toBe('[{"name":"é"}]');
  const longer = await storedCatalogue(content([{ name: "éé" }]));
  expect(longer.bytes - one.bytes).toBe(2);
  const others = [longer, await storedCatalogue(content([{ name: "é" }], { instructions: "Be kind." }))];
  others.push(await storedCatalogue(content([], { prompts: [{ name: "é" }] })));
  expect(new Set([one, ...others].map(({ contentHash }) => contentHash)).size).toBe(4);
  expect((await storedCatalogue(content([{ name: "é" }]))).contentHash).toBe(one.contentHash);
});

test("refuses an entry that nests more than 200 levels deep", async () => {
  const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth - 1)}{}${"}".repeat(depth - 1)}`) as object;
  await expect(storedCatalogue(content([nested(200)]))).resolves.toBeDefined();
  await expect(storedCatalogue(content([nested(201)]))).rejects.toThrow(RangeError);
});
