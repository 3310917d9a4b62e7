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
])("%o reads %o", (line, fields) => {
  expect(csvFields(line)).toEqual(fields);
});

test.each(['"a', 'a"b,c', '"a"b,c', 'a,"'])("%o is no record", (line) => {
  expect(csvFields(line)).toBeNull();
});

test("whatever is written in quotes is read again", () => {
  const field = fc.string().filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(fc.array(field, { minLength: 1 }), (fields) => {
      const line = fields.map((text) => `"${text.replaceAll('"', '""')}"`).join();
      expect(csvFields(line)).toEqual(fields);
    }),
  );
});
