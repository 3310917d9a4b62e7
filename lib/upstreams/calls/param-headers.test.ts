import { expect, test } from "vitest";
import { paramHeaders, paramTexts } from "#lib/upstreams/calls/param-headers";

const marked = (header: unknown) => ({ "x-mcp-header": header });
const tool = (properties: Record<string, unknown>) => ({ name: "find", inputSchema: { type: "object", properties } });

test("makes a header of each marked property that has a value, nested ones included", () => {
  const inner = { type: "object", properties: { zone: marked("Zone") } };
  const place = tool({ region: marked("Region"), place: inner, note: { type: "string" } });
  expect(paramHeaders(place, { region: "eu", place: { zone: 3 }, note: "hi" })).toEqual({
    "mcp-param-region": "eu",
    "mcp-param-zone": "3",
  });
  expect(paramHeaders(place, { place: "nowhere" })).toEqual({});
});

test.each([
  ["text", "text"],
  ["", ""],
  [true, "true"],
  [1.5, "1.5"],
  [Number.MAX_SAFE_INTEGER, "9007199254740991"],
  [Number.MAX_SAFE_INTEGER + 1, null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
  [null, null],
  [undefined, null],
  [["a"], null],
  [{ a: 1 }, null],
])("writes the value %j as %j", (value, text) => {
  expect(paramTexts(tool({ a: marked("A") }), { a: value })).toEqual([{ header: "mcp-param-a", text }]);
});

test("encodes a value that a header cannot hold", () => {
  const headers = paramHeaders(tool({ a: marked("A") }), { a: "Zürich" });
  expect(headers).toEqual({ "mcp-param-a": "=?base64?WsO8cmljaA==?=" });
});

test.each(["", "two words", "line\nbreak", 7, null])("ignores the mark %j, which is no header name", (header) => {
  expect(paramTexts(tool({ a: marked(header) }), { a: "x" })).toEqual([]);
});

test("ignores a mark of the whole schema, and marks that are not reached through properties", () => {
  const inputSchema = { ...marked("Whole"), items: { properties: { a: marked("Item") } } };
  expect(paramTexts({ inputSchema }, "x")).toEqual([]);
  expect(paramTexts({}, {})).toEqual([]);
});

test("reads only the arguments' own properties", () => {
  expect(paramHeaders(tool({ constructor: { properties: { name: marked("Name") } } }), {})).toEqual({});
});
