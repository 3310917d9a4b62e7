import { expect, test } from "vitest";
import { parseExact } from "#lib/text/exact-json";
import { paramHeaders, paramTexts, saysTheSame } from "#lib/upstreams/calls/param-headers";

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
  expect(paramTexts(tool({ a: marked("A") }), { a: value })).toMatchObject([{ header: "mcp-param-a", text }]);
});

test.each([
  ["1.0", "1.0", "1"],
  ["12.50", "12.50", "12.5"],
  ["1e2", "100", "100.0"],
  ["-0", "-0", "0"],
  ["0.1234567890123456789", "0.1234567890123456789", "0.12345678901234568"],
])("writes the number %s as %s, which says the same as %s", (literal, text, same) => {
  const [param] = paramTexts(tool({ a: marked("A") }), parseExact(`{"a":${literal}}`));
  expect(param).toMatchObject({ text, isNumber: true });
  for (const said of [text, same]) expect(param && saysTheSame(said, param)).toBe(true);
  for (const said of ["7", "", "1x", null]) expect(param && saysTheSame(said, param)).toBe(false);
});

test("writes no header for an integer that not every server can compare", () => {
  expect(paramHeaders(tool({ a: marked("A") }), parseExact('{"a":1234567890123456789}'))).toEqual({});
});

test("compares texts as they are", () => {
  const [param] = paramTexts(tool({ a: marked("A") }), { a: "1.0" });
  expect(param && saysTheSame("1", param)).toBe(false);
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
