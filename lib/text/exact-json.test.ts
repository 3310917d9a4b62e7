import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exactOf, parseExact, TooManyNumbersError } from "#lib/text/exact-json";
import { holdsInexactNumber, isExactNumber, numberOf } from "#lib/text/exact-numbers";
import { jsonText } from "#testing/fuzz/json-text";
import { numberLiteral } from "#testing/fuzz/number-literal";

const number = fc.oneof(
  numberLiteral,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => JSON.stringify(one)),
  fc.integer().map(String),
);
/** The literals of all numbers in a JSON text, in their order. */
function literalsOf(text: string): string[] {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d[\d.eE+-]*/g) ?? [];
}

test("any JSON comes out with the same numbers as it went in, and otherwise as JSON.parse reads it", () => {
  fc.assert(
    fc.property(jsonText, (text) => {
      const read = parseExact(text);
      const written = JSON.stringify(read);
      // The order of fields with names such as "7" changes, as it does in JSON.parse.
      expect(literalsOf(written).toSorted()).toEqual(literalsOf(text).toSorted());
      expect(JSON.parse(written)).toEqual(JSON.parse(text));
      expect(exactOf(text, JSON.parse(text))).toEqual(read);
    }),
    { numRuns: 2_000 },
  );
});

test("a number is kept exactly if JavaScript would write it in another way, and only then", () => {
  fc.assert(
    fc.property(number, (one) => {
      const changes = String(Number(one)) !== one;
      expect(holdsInexactNumber(`[${one}]`)).toBe(changes);
      expect(isExactNumber(parseExact(one))).toBe(changes);
      expect(numberOf(parseExact(one))).toBe(Number(one));
    }),
    { numRuns: 5_000 },
  );
});

describe("a text that needs the slow way", () => {
  test.each([
    ['{"a":1.0,"a":2.0}', '{"a":2.0}'],
    ['{"__proto__":{"x":1.0}}', '{"__proto__":{"x":1.0}}'],
    [String.raw`{"__prot\u006f__":1.0}`, '{"__proto__":1.0}'],
    ['{"rawJSON":"1","b":1.0}', '{"rawJSON":"1","b":1.0}'],
    ["[ ]", "[]"],
    ["[-0, 1E400 ,{ }]", "[-0,1E400,{}]"],
    [String.raw`["\\",1e2,"\"1.0"]`, String.raw`["\\",1e2,"\"1.0"]`],
  ])("%s is written as %s", (text, written) => {
    const read = parseExact(text);
    expect(JSON.stringify(read)).toBe(written);
    expect(Object.getPrototypeOf(parseExact(`[{},${text}]`))).toBe(Array.prototype);
    expect({}).not.toHaveProperty("x");
  });

  test.each(["{", "[1.0", '{"a":1.0,}', "1.", "01", "1.0 1.0", "[1.0]]", ""])(
    "%j is refused as JSON.parse does",
    (text) => {
      expect(() => parseExact(text)).toThrow(SyntaxError);
    },
  );

  test("may have any number of equal numbers, but only so many different ones", () => {
    expect(parseExact(`[${"1.0,".repeat(1_000)}1.0]`, 1)).toHaveLength(1_001);
    expect(() => parseExact("[1.0,2.0]", 1)).toThrow(TooManyNumbersError);
  });
});
