import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanForPostgres } from "#lib/upstreams/catalogue/clean-for-postgres";

const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));

test("replaces NUL characters and lone surrogates in strings and keys, at any depth", () => {
  expect(cleanForPostgres({ "a\0b": ["\ud800x", { "\udfff": "c\0\0" }] })).toEqual({
    "a\ufffdb": ["\ufffdx", { "\ufffd": "c\ufffd\ufffd" }],
  });
});

test("changes no other value", () => {
  const storable = fc
    .jsonValue({ stringUnit: "grapheme" })
    .filter((value) => !JSON.stringify(value).includes("\\u0000"));
  fc.assert(
    fc.property(storable, (value) => {
      expect(cleanForPostgres(value)).toEqual(value);
    }),
  );
  expect(cleanForPostgres({ a: [null, 1, true, "😀"] })).toEqual({ a: [null, 1, true, "😀"] });
});

test("accepts 200 levels of nesting, and refuses one more", () => {
  // The innermost list has no members, so a value of 201 lists is 200 levels deep.
  expect(() => cleanForPostgres(nested(201))).not.toThrow();
  expect(() => cleanForPostgres(nested(202))).toThrow(RangeError);
});
