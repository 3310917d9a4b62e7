import { specTypeSchemas } from "@modelcontextprotocol/client";
import {
  ListPromptsResultSchema,
  ListResourcesResultSchema,
  ListResourceTemplatesResultSchema,
  ListToolsResultSchema,
} from "@modelcontextprotocol/sdk/types.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#lib/mcp/protocol";
import { legacyTool } from "#lib/upstreams/catalogue/legacy-tool";
import { readEntry } from "#lib/upstreams/catalogue/read-entry";
import type { ListField } from "#lib/upstreams/dto";

const ANY = { type: "object" };
const tool = (changes: object = {}) => ({ name: "a", inputSchema: ANY, ...changes });
const resource = (changes: object = {}) => ({ uri: "a:b", name: "a", ...changes });
const template = (changes: object = {}) => ({ uriTemplate: "a:{b}", name: "a", ...changes });
const prompt = (changes: object = {}) => ({ name: "a", ...changes });

describe("is repaired without changing what it means", () => {
  const own = { "x-own": [null, { deep: null }] };
  test.each<[string, ListField, object, object]>([
    ["right already", "tools", tool({ title: "A", ...own }), tool({ title: "A", ...own })],
    ["description null", "tools", tool({ description: null, title: null }), tool()],
    ["no schema", "tools", { name: "a" }, tool()],
    ["schema null", "tools", tool({ inputSchema: null }), tool()],
    ["schema {}", "tools", tool({ inputSchema: {} }), tool()],
    ["schema [], as PHP writes {}", "tools", tool({ inputSchema: [] }), tool()],
    ["schema true", "tools", tool({ inputSchema: true }), tool()],
    ["anyOf alone", "tools", tool({ inputSchema: { anyOf: [ANY] } }), tool({ inputSchema: { ...ANY, anyOf: [ANY] } })],
    ["$ref alone", "tools", tool({ inputSchema: { $ref: "#/a" } }), tool({ inputSchema: { ...ANY, $ref: "#/a" } })],
    ["type null", "tools", tool({ inputSchema: { type: null } }), tool()],
    ["several types", "tools", tool({ inputSchema: { type: ["object", "null"] } }), tool()],
    ["$schema null", "tools", tool({ inputSchema: { ...ANY, $schema: null } }), tool()],
    ["properties null", "tools", tool({ inputSchema: { ...ANY, properties: null, required: null } }), tool()],
    [
      "properties [] and required {}",
      "tools",
      tool({ inputSchema: { ...ANY, properties: [], required: {} } }),
      tool({ inputSchema: { ...ANY, properties: {}, required: [] } }),
    ],
    [
      "properties that are no objects",
      "tools",
      tool({ inputSchema: { ...ANY, properties: { a: true, b: false, c: null, d: [], e: { type: "string" } } } }),
      tool({ inputSchema: { ...ANY, properties: { a: {}, b: { not: {} }, c: {}, d: {}, e: { type: "string" } } } }),
    ],
    ["result schema null", "tools", tool({ outputSchema: null }), tool()],
    [
      "result schema of a list",
      "tools",
      tool({ outputSchema: { type: "array" } }),
      tool({ outputSchema: { type: "array" } }),
    ],
    ["annotations null", "tools", tool({ annotations: null }), tool()],
    ["annotations []", "tools", tool({ annotations: [] }), tool()],
    ["hints null", "tools", tool({ annotations: { readOnlyHint: null } }), tool({ annotations: {} })],
    ["title of annotations", "tools", tool({ annotations: { title: 5 } }), tool({ annotations: {} })],
    ["execution", "tools", tool({ execution: { taskSupport: "maybe" } }), tool()],
    ["_meta", "tools", tool({ _meta: "x" }), tool()],
    ["_meta null", "prompts", prompt({ _meta: null }), prompt()],
    ["icons null", "tools", tool({ icons: null }), tool()],
    [
      "icons, of which one is right",
      "tools",
      tool({ icons: [5, { src: null }, { src: "a", sizes: "48x48", theme: "blue", mimeType: null }] }),
      tool({ icons: [{ src: "a", sizes: ["48x48"] }] }),
    ],
    ["a resource without a name", "resources", { uri: "a:b", name: null }, { uri: "a:b", name: "a:b" }],
    ["a template without a name", "resourceTemplates", { uriTemplate: "a:{b}" }, template({ name: "a:{b}" })],
    ["a size", "resources", resource({ size: "12", mimeType: null }), resource()],
    ["an infinite size", "resources", resource({ size: JSON.parse("1e400") }), resource()],
    [
      "annotations of a resource",
      "resources",
      resource({ annotations: { audience: ["user", "robot"], priority: 5, lastModified: "yesterday", own: 1 } }),
      resource({ annotations: { audience: ["user"], own: 1 } }),
    ],
    ["annotations of a template", "resourceTemplates", template({ annotations: "x" }), template()],
    ["arguments null", "prompts", prompt({ arguments: null }), prompt()],
    ["arguments {}", "prompts", prompt({ arguments: {} }), prompt({ arguments: [] })],
    [
      "an argument's fields",
      "prompts",
      prompt({ arguments: [{ name: "b", description: null, required: null }] }),
      prompt({ arguments: [{ name: "b" }] }),
    ],
  ])("%s", (_what, list, given, expected) => {
    expect(readEntry(list, given)).toEqual({ entry: expected });
  });
});

describe("is left out and its field is named", () => {
  test.each<[ListField, unknown, string, string]>([
    ["tools", null, "", "is no object"],
    ["tools", "a", "", "is no object"],
    ["tools", [], "", "is no object"],
    ["tools", {}, "name", "is missing"],
    ["tools", tool({ name: 5 }), "name", "is not text"],
    ["tools", tool({ name: "" }), "name", "is missing"],
    ["tools", tool({ description: 5 }), "description", "is not text"],
    ["tools", tool({ title: {} }), "title", "is not text"],
    ["tools", tool({ inputSchema: "{}" }), "inputSchema", "is no JSON schema of an object"],
    ["tools", tool({ inputSchema: false }), "inputSchema", "is no JSON schema of an object"],
    ["tools", tool({ inputSchema: { type: "string" } }), "inputSchema.type", "is not “object”"],
    ["tools", tool({ inputSchema: { type: ["string"] } }), "inputSchema.type", "is not “object”"],
    ["tools", tool({ inputSchema: { ...ANY, $schema: 5 } }), "inputSchema.$schema", "is not text"],
    ["tools", tool({ inputSchema: { ...ANY, properties: "x" } }), "inputSchema.properties", "is no object"],
    ["tools", tool({ inputSchema: { ...ANY, properties: { b: 5 } } }), "inputSchema.properties.b", "is no JSON schema"],
    ["tools", tool({ inputSchema: { ...ANY, required: "b" } }), "inputSchema.required", "is no list"],
    [
      "tools",
      tool({ inputSchema: { ...ANY, required: [5] } }),
      "inputSchema.required",
      "names something that is no text",
    ],
    ["tools", tool({ outputSchema: 5 }), "outputSchema", "is no JSON schema"],
    ["tools", tool({ outputSchema: { required: 1 } }), "outputSchema.required", "is no list"],
    ["tools", tool({ annotations: 5 }), "annotations", "is no object"],
    ["tools", tool({ annotations: { readOnlyHint: "no" } }), "annotations.readOnlyHint", "is neither true nor false"],
    ["resources", { name: "a" }, "uri", "is missing"],
    ["resources", resource({ mimeType: 5 }), "mimeType", "is not text"],
    ["resources", resource({ name: 5 }), "name", "is not text"],
    ["resourceTemplates", { name: "a", uri: "a:b" }, "uriTemplate", "is missing"],
    ["prompts", prompt({ arguments: "b" }), "arguments", "is no list"],
    ["prompts", prompt({ arguments: ["b"] }), "arguments[0]", "is no object"],
    ["prompts", prompt({ arguments: [{ name: "b" }, {}] }), "arguments[1].name", "is missing"],
    [
      "prompts",
      prompt({ arguments: [{ name: "b", required: 1 }] }),
      "arguments[0].required",
      "is neither true nor false",
    ],
  ])("%s %j: %s %s", (list, given, field, problem) => {
    expect(readEntry(list, given)).toEqual({ field, problem });
  });
});

test("keeps the order of all fields, and changes nothing in what the server sent", () => {
  const given = {
    name: "a",
    title: null,
    inputSchema: { required: ["zebra"], properties: { zebra: {}, apple: true, mango: {} }, type: "object" },
    annotations: { title: "A", readOnlyHint: null },
  };
  const before = JSON.stringify(given);
  const read = readEntry("tools", given);
  expect(JSON.stringify(read)).toBe(
    '{"entry":{"name":"a","inputSchema":{"required":["zebra"],"properties":{"zebra":{},"apple":{},"mango":{}},"type":"object"},"annotations":{"title":"A"}}}',
  );
  expect(JSON.stringify(given)).toBe(before);
});

test("examines no more of a schema than its first level", () => {
  let reads = 0;
  const schema = (depth: number): object => ({
    type: "object",
    get properties() {
      reads += 1;
      return depth === 0 ? {} : { a: schema(depth - 1), b: schema(depth - 1) };
    },
  });
  expect(readEntry("tools", { name: "a", inputSchema: schema(10) })).toHaveProperty("entry");
  expect(reads).toBeLessThan(10);
});

/** A right value of each field of each entry, and of what is in it. */
const RIGHT: Record<ListField, JsonObject> = {
  tools: tool({
    title: "A",
    description: "B",
    inputSchema: { type: "object", properties: { b: { type: "string" } }, required: ["b"], $schema: "c" },
    outputSchema: { type: "object", properties: { b: {} }, required: ["b"], $schema: "c" },
    annotations: { title: "A", readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    execution: { taskSupport: "optional" },
    icons: [{ src: "a", mimeType: "b", sizes: ["1x1"], theme: "light" }],
    _meta: { a: 1 },
  }),
  resources: resource({
    title: "A",
    description: "B",
    mimeType: "text/plain",
    size: 5,
    annotations: { audience: ["user"], priority: 0.5, lastModified: "2026-11-30T12:00:00Z" },
    icons: [{ src: "a" }],
    _meta: {},
  }),
  resourceTemplates: template({ title: "A", mimeType: "a", annotations: { audience: ["assistant"] }, _meta: {} }),
  prompts: prompt({ title: "A", description: "B", arguments: [{ name: "b", description: "c", required: true }] }),
};

const SCHEMAS = {
  tools: [ListToolsResultSchema, specTypeSchemas.ListToolsResult],
  resources: [ListResourcesResultSchema, specTypeSchemas.ListResourcesResult],
  resourceTemplates: [ListResourceTemplatesResultSchema, specTypeSchemas.ListResourceTemplatesResult],
  prompts: [ListPromptsResultSchema, specTypeSchemas.ListPromptsResult],
} as const;

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    false,
    0,
    -1,
    1.5,
    "",
    "object",
    "user",
    [],
    {},
    [null],
    ["a", 5],
    [{}],
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.dictionary(fc.constantFrom("type", "properties", "required", "src", "name", "a"), fc.jsonValue({ maxDepth: 1 })),
);

/** The value with one field replaced, at any depth. */
function withOdd(value: unknown, path: number[], replacement: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null || Object.keys(value).length === 0) {
    return replacement;
  }
  const key = Object.keys(value)[step % Object.keys(value).length] ?? "";
  const changed = withOdd((value as JsonObject)[key], rest, replacement);
  return Array.isArray(value)
    ? value.map((one, at) => (String(at) === key ? changed : one))
    : { ...value, [key]: changed };
}

test("is accepted by the strict clients of both generations, whatever the server sent, or is left out", async () => {
  const list = fc.constantFrom(...(Object.keys(RIGHT) as ListField[]));
  const path = fc.array(fc.nat(20), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(list, fc.array(fc.tuple(path, odd), { minLength: 1, maxLength: 3 }), async (field, changes) => {
      const given = changes.reduce<unknown>(
        (value, [at, replacement]) => withOdd(value, at, replacement),
        RIGHT[field],
      );
      const read = readEntry(field, given);
      if (!("entry" in read)) {
        expect(read).toEqual({ field: expect.any(String), problem: expect.any(String) });
        return;
      }
      // Clients get JSON, and those of the 2025 revisions no schema of other results than objects.
      const sent = JSON.parse(JSON.stringify({ [field]: [field === "tools" ? legacyTool(read.entry) : read.entry] }));
      const [first, second] = SCHEMAS[field];
      expect(first.safeParse(sent).error).toBeUndefined();
      expect((await second["~standard"].validate(sent)).issues).toBeUndefined();
    }),
    { numRuns: 2_000 },
  );
});
