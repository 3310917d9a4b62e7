import { describe, expect, test } from "vitest";
import { isEntry, type ListField, requireEntries } from "#lib/upstreams/catalogue/entry";
import { whileTurning } from "#testing/machine/turns-of-the-loop";

const NO_LIMIT = Number.POSITIVE_INFINITY;
const tool = (changes: object = {}) => ({ name: "tool", inputSchema: { type: "object" }, ...changes });

test.each<[ListField, object]>([
  ["tools", tool()],
  ["tools", tool({ inputSchema: { type: "object", properties: { a: {} }, required: ["a"] }, outputSchema: {} })],
  ["tools", tool({ annotations: { readOnlyHint: true, title: "Own", custom: 1 }, _meta: {}, icons: [{ src: "x" }] })],
  ["resources", { name: "note", uri: "note://1", size: 3, annotations: { audience: ["user"], priority: 0.5 } }],
  ["resourceTemplates", { name: "note", uriTemplate: "note://{id}", mimeType: "text/plain" }],
  ["prompts", { name: "ask", arguments: [{ name: "topic", required: true }] }],
])("accepts an entry of %s as MCP defines it: %o", (field, entry) => {
  expect(isEntry(field, entry)).toBe(true);
  expect(isEntry(field, { ...entry, unknown: { any: "thing" } })).toBe(true);
});

describe.each<[ListField, object, string[]]>([
  ["tools", tool(), ["name", "inputSchema"]],
  ["resources", { name: "note", uri: "note://1" }, ["name", "uri"]],
  ["resourceTemplates", { name: "note", uriTemplate: "note://{id}" }, ["name", "uriTemplate"]],
  ["prompts", { name: "ask" }, ["name"]],
])("an entry of %s", (field, entry, required) => {
  test.each(required)("needs the field %s", (name) => {
    expect(isEntry(field, { ...entry, [name]: undefined })).toBe(false);
    expect(isEntry(field, { ...entry, [name]: 7 })).toBe(false);
  });

  test.each([null, "text", 7, [], ["name"]])("is never %j", (value) => {
    expect(isEntry(field, value)).toBe(false);
  });

  test.each([{ title: 1 }, { description: {} }, { icons: [{}] }, { icons: "x" }, { _meta: "x" }])(
    "has no wrong field %o, because a client would refuse the whole list",
    (wrong) => expect(isEntry(field, { ...entry, ...wrong })).toBe(false),
  );
});

test.each<[ListField, object]>([
  ["tools", tool({ inputSchema: { type: "array" } })],
  ["tools", tool({ inputSchema: { type: "object", properties: [] } })],
  ["tools", tool({ inputSchema: { type: "object", required: "a" } })],
  ["tools", tool({ outputSchema: "x" })],
  ["tools", tool({ annotations: { destructiveHint: "yes" } })],
  ["resources", { name: "note", uri: "note://1", size: "3" }],
  ["resources", { name: "note", uri: "note://1", annotations: { audience: ["robot"] } }],
  ["resourceTemplates", { name: "note", uriTemplate: "x", annotations: { priority: "high" } }],
  ["prompts", { name: "ask", arguments: [{ required: true }] }],
  ["prompts", { name: "ask", arguments: [{ name: "topic", required: "yes" }] }],
])("refuses %s with a field of another type: %o", (field, entry) => {
  expect(isEntry(field, entry)).toBe(false);
});

test("examines no more of a tool than its own fields", () => {
  let reads = 0;
  const schema = (depth: number): object => ({
    type: "object",
    get properties() {
      reads += 1;
      return depth === 0 ? {} : { a: schema(depth - 1), b: schema(depth - 1) };
    },
  });
  expect(isEntry("tools", { name: "a", inputSchema: schema(10) })).toBe(true);
  expect(reads).toBeLessThan(10);
});

test.each([
  [
    "tools",
    { name: "a", inputSchema: { type: "object" } },
    [{}, { name: "a" }, { name: "a", inputSchema: { type: 1 } }],
  ],
  [
    "tools",
    { name: "a", title: "A", inputSchema: { type: "object" }, own: 1 },
    [{ name: 1, inputSchema: { type: "object" } }],
  ],
  ["resources", { name: "a", uri: "a:b" }, [null, { name: "a" }, { name: "a", uri: "a:b", description: 5 }]],
  ["resourceTemplates", { name: "a", uriTemplate: "a:{b}" }, ["a", { name: "a", uri: "a:b" }]],
  ["prompts", { name: "a", arguments: [{ name: "b" }] }, [[], { name: "a", arguments: [{}] }]],
] as const)("knows the entries of %s", (field, right, wrong) => {
  expect(isEntry(field, right)).toBe(true);
  for (const one of wrong) expect(isEntry(field, one)).toBe(false);
});

test("refuses a page of a list with one value that is no entry", async () => {
  const page = [tool(), {}];
  await expect(requireEntries(page, "tools", NO_LIMIT)).rejects.toMatchObject({ name: "NotMcpError" });
});

test("counts the characters of all entries as JSON, and stops at the first that exceeds the rest", async () => {
  const entries = [tool(), tool({ description: "x" })];
  const characters = entries.reduce((sum, one) => sum + JSON.stringify(one).length, 0);
  expect(await requireEntries(entries, "tools", characters)).toBe(characters);
  await expect(requireEntries([...entries, null], "tools", characters - 1)).rejects.toMatchObject({
    name: "AnswerTooLargeError",
  });
  expect(await requireEntries([], "tools", 0)).toBe(0);
});

test("lets other work of the process go on while it examines megabytes", async () => {
  const entries = Array.from({ length: 100 }, () => tool({ description: "x".repeat(64 * 1024) }));
  expect(await whileTurning(() => requireEntries(entries, "tools", NO_LIMIT))).toBeGreaterThan(50);
});
