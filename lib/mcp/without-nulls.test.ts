import { expect, test } from "vitest";
import { withoutNulls } from "#lib/mcp/without-nulls";

const text = { type: "text", text: "well" };

test("leaves out fields that are null: of the result, of blocks, of annotations and of embedded resources", () => {
  const resource = { uri: "note://one", text: "one", mimeType: null, _meta: null };
  const read = withoutNulls({
    _meta: null,
    isError: null,
    structuredContent: null,
    content: [
      { ...text, annotations: null, _meta: null },
      { type: "resource", resource, annotations: { priority: 1, audience: null } },
    ],
    contents: [resource],
    messages: [{ role: "user", content: { ...text, _meta: null } }],
  });
  const bare = { uri: "note://one", text: "one" };
  expect(read).toEqual({
    content: [text, { type: "resource", resource: bare, annotations: { priority: 1 } }],
    contents: [bare],
    messages: [{ role: "user", content: text }],
  });
  expect(JSON.stringify(read)).not.toContain("null");
});

test("keeps nulls that are data: in structured content, in the values of _meta, and as structured content of 2026", () => {
  const data = { structuredContent: { a: null, b: [null] }, _meta: { "example.com/a": null }, content: [text, null] };
  expect(withoutNulls(data)).toBe(data);
  const modern = { resultType: "complete", structuredContent: null, content: [] };
  expect(withoutNulls(modern)).toBe(modern);
});

test("sets no prototype", () => {
  const value = JSON.parse('{"__proto__":{"a":1},"b":null,"content":[{"__proto__":{"c":1},"d":null}]}') as Record<
    string,
    unknown
  >;
  expect(JSON.stringify(withoutNulls(value))).toBe('{"__proto__":{"a":1},"content":[{"__proto__":{"c":1}}]}');
});
