import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  readFaithfulList,
  rememberedCharacters,
  rememberTexts,
  withText,
  withTextOf,
  writeChanged,
  writeFaithful,
  writeFaithfulList,
} from "#lib/text/faithful-json";
import { compactJson, jsonText, objectText } from "#testing/fuzz/json-text";

type Fields = Record<string, unknown>;

const readList = (text: string) => readFaithfulList(text) as Fields[];
const readOne = (text: string) => readList(`[${text}]`)[0] as Fields;

test("any objects come out with the numbers and the order of fields that they came with", () => {
  fc.assert(
    fc.property(fc.array(objectText, { maxLength: 4 }), (texts) => {
      const list = readList(` [${texts.join(" ,\n")}] `);
      expect(list.map(writeFaithful)).toEqual(texts.map(compactJson));
      expect(writeFaithfulList(list)).toBe(`[${texts.map(compactJson).join(",")}]`);
      expect(JSON.stringify(list)).toBe(JSON.stringify(JSON.parse(`[${texts.join()}]`)));
    }),
    { numRuns: 2_000 },
  );
});

test("so do those of a list deep within another text, behind fields of the same names", () => {
  fc.assert(
    fc.property(objectText, jsonText, (text, other) => {
      const whole = `{"b":{"a":[${text}]},"a":[${other}],"x":${other},"b":{"c":${other},"a":[ ${text}, ${text} ],"d":${other}}}`;
      const { a: list } = (JSON.parse(whole) as { b: { a: Fields[] } }).b;
      rememberTexts(list, whole, ["b", "a"]);
      expect(list.map(writeFaithful)).toEqual([compactJson(text), compactJson(text)]);
    }),
    { numRuns: 500 },
  );
});

test("a copy is written with its own changes, and everything else as it came", () => {
  fc.assert(
    fc.property(jsonText, jsonText, objectText, (gone, kept, inner) => {
      const one = readOne(`{"gone":${gone},"2":${kept},"1":1.0,"inner":{"x":${gone},"y":${inner}},"name":"a"}`);
      const { gone: _gone, ...rest } = one;
      const copy = { ...rest, name: "b", inner: { ...(one.inner as Fields), x: "new" }, added: 5, nothing: undefined };
      const same = [compactJson(kept), compactJson(inner)];
      expect(writeFaithful(copy)).toBe(
        `{"2":${same[0]},"1":1.0,"inner":{"x":"new","y":${same[1]}},"name":"b","added":5}`,
      );
      expect(writeFaithful({ type: "t", ...rest, last: 1 })).toMatch(/^\{"type":"t","2":.*,"last":1\}$/s);
      expect(writeFaithful(one)).toBe(
        `{"gone":${compactJson(gone)},"2":${same[0]},"1":1.0,"inner":{"x":${compactJson(gone)},"y":${same[1]}},"name":"a"}`,
      );
    }),
    { numRuns: 500 },
  );
});

test("a text is written with changes alone, and everything else as it came, with its space", () => {
  fc.assert(
    fc.property(jsonText, objectText, (one, other) => {
      const text = ` {"jsonrpc":"2.0" , "id":1.0,\n"result":${other},"more":[${one}] } `;
      const before = JSON.parse(text) as Fields;
      const written = `{"jsonrpc":"2.0","id":"a","result":${other.trim()},"more":[${one}]}`;
      expect(writeChanged(text, before, { ...before, id: "a" })).toBe(written);
      expect(writeFaithful({ ...withText(before, text), id: "a" })).toBe(written);
      expect(writeFaithful(withTextOf({ result: before.result as Fields }, before))).toBe(`{"result":${other.trim()}}`);
      expect(writeChanged(text, before, before)).toBe(text.trim());
    }),
    { numRuns: 500 },
  );
});

describe("an object", () => {
  test.each([
    [
      '{"a":1.0,"b":[1.0,{"c":1e2}]}',
      (one: Fields) => ({ ...one, b: [1, { c: 100 }] }),
      '{"a":1.0,"b":[1.0,{"c":1e2}]}',
    ],
    ['{"a":1.0,"b":[1.0,2.0]}', (one: Fields) => ({ ...one, b: [1] }), '{"a":1.0,"b":[1]}'],
    ['{"a":{"x":1.0}}', (one: Fields) => ({ ...one, a: "text" }), '{"a":"text"}'],
    ['{"a":"text","b":1.0}', (one: Fields) => ({ ...one, a: { x: 1 } }), '{"a":{"x":1},"b":1.0}'],
    ['{"a":1.0}', (one: Fields) => ({ ...one, a: 2 }), '{"a":2}'],
    [
      '{"a":null,"b":true,"c":false,"d":1.0}',
      (one: Fields) => ({ ...one, a: true }),
      '{"a":true,"b":true,"c":false,"d":1.0}',
    ],
    ['{"a":1.0}', () => ({}), "{}"],
  ])("%s is written after a change", (text, change, written) => {
    expect(writeFaithful(change(readOne(text)))).toBe(written);
  });

  test.each([
    ['{"a":1.0,"a":2.0}', '{"a":2.0}'],
    ['{"a":1.0,"a":{"b":2.0}}', '{"a":{"b":2.0}}'],
    ['{"a":{"b":2.0},"a":1.0}', '{"a":1.0}'],
    ['{"a":{"b":2.0},"b":1,"a":{"c":3.0,"b":4.0}}', '{"a":{"c":3.0,"b":4.0},"b":1}'],
    ['{"a":[1.0],"a":[2.0,3.0]}', '{"a":[2.0,3.0]}'],
    ['{"__proto__":{"x":1.0},"constructor":2.0}', '{"__proto__":{"x":1.0},"constructor":2.0}'],
    [String.raw`{"b":1,"\u0031":2,"a":3}`, '{"b":1,"1":2,"a":3}'],
  ])("%s is written as %s in a copy", (text, written) => {
    expect(writeFaithful({ ...readOne(text) })).toBe(written);
    expect({}).not.toHaveProperty("x");
  });

  test("that JavaScript writes in the same way keeps no text", () => {
    const list = readList('[{"a":[1,2.5,-3,1.5e-7],"b":"1.0 \\"1\\":"},{"a":1.0},{"z":0,"1":0}]');
    expect(list.map(rememberedCharacters).map((count) => count > 0)).toEqual([false, true, true]);
    expect(list.map(writeFaithful)).toEqual([
      '{"a":[1,2.5,-3,1.5e-7],"b":"1.0 \\"1\\":"}',
      '{"a":1.0}',
      '{"z":0,"1":0}',
    ]);
  });

  test("is remembered up to a number of them, and not at a path that leads nowhere", () => {
    const text = '{"a":[{"x":1.0},{"x":1.0}],"b":5}';
    const { a: list } = JSON.parse(text) as { a: Fields[] };
    for (const path of [["b"], ["c"], ["a", "b"]]) rememberTexts(list, text, path);
    expect(list.map(writeFaithful)).toEqual(['{"x":1}', '{"x":1}']);
    rememberTexts(list, text, ["a"], 1);
    expect(list.map(writeFaithful)).toEqual(['{"x":1.0}', '{"x":1}']);
  });
});

test("a text that is no list is read as it is, and one that is no JSON is refused", () => {
  expect(readFaithfulList('{"a":1.0}')).toEqual({ a: 1 });
  expect(() => readFaithfulList("[1")).toThrow(SyntaxError);
});
