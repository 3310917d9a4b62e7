import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine } from "#lib/text/write-csv";

/** Reads quoted cells as RFC 4180 defines them. */
function read(line: string): string[] {
  expect(line.endsWith("\r\n")).toBe(true);
  return [...line.slice(0, -2).matchAll(/"((?:[^"]|"")*)"(?:,|$)/gs)].map(([, text = ""]) =>
    text.replaceAll('""', '"'),
  );
}

/** Text of dangerous characters and of any others. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("=", "+", "-", "@", "＝", "\t", "\r", "\n", " ", '"', ",", "'", "a", "1") }),
);

test("writes numbers, times and booleans without quotes, null as nothing, and text in quotes", () => {
  const cells = [1, -2.5, true, null, new Date("2026-11-21T12:00:00Z"), "Ada"];
  expect(csvLine(cells)).toBe('1,-2.5,true,,2026-11-21T12:00:00.000Z,"Ada"\r\n');
});

test("writes text that reads back unchanged, or with an apostrophe before it", () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), (cells) => {
      const readBack = read(csvLine(cells));
      expect(readBack).toHaveLength(cells.length);
      for (const [index, cell] of cells.entries()) expect([cell, `'${cell}`]).toContain(readBack[index]);
    }),
  );
});

test("writes no text that begins like a formula", () => {
  fc.assert(
    fc.property(text, (cell) => {
      expect(read(csvLine([cell]))[0]).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/);
    }),
  );
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", '=HYPERLINK("http://example.com")', "＝1"])(
  "writes an apostrophe before %j",
  (cell) => {
    expect(read(csvLine([cell]))).toEqual([`'${cell}`]);
  },
);

test.each(["Ada's laptop", "a=b", "Claude, Desktop", 'the "new" one', ""])("writes %j unchanged", (cell) => {
  expect(read(csvLine([cell]))).toEqual([cell]);
});
