import fc from "fast-check";
import { expect, test } from "vitest";
import { csvFields } from "#lib/text/read-csv";

test.each([
  ["a,b,c", ["a", "b", "c"]],
  ["", [""]],
  [",", ["", ""]],
  ['"a,b",c', ["a,b", "c"]],
  ['"say ""hello""",x', ['say "hello"', "x"]],
  ["a, b ,c", ["a", " b ", "c"]],
])("reads %o as %o", (line, fields) => {
  expect(csvFields(line)).toEqual(fields);
});

test.each(['"a', 'a"b,c', '"a"b,c', 'a,"'])("refuses %o", (line) => {
  expect(csvFields(line)).toBeNull();
});

test("reads any text that is written in quotes", () => {
  const field = fc.string().filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(fc.array(field, { minLength: 1 }), (fields) => {
      const line = fields.map((text) => `"${text.replaceAll('"', '""')}"`).join();
      expect(csvFields(line)).toEqual(fields);
    }),
  );
});
