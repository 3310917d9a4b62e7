import fc from "fast-check";
import { expect, test } from "vitest";
import { boundedLine, LINE_MAX_BYTES } from "#lib/logging/bounded-line";

/** Everything that some reader of text takes for the end of a line. */
const LINE_END = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("\u2028", "\u0085", "a\r\nb", "\u001b[2J", "\ud800", '"\\'),
);
const long = fc.tuple(text, fc.nat(30_000)).map(([part, times]) => part.repeat(times % 3_000));
const record = fc.record({
  level: fc.constantFrom(20, 30, 40, 50, 60),
  time: fc.nat(),
  msg: fc.oneof(text, long),
  error: fc.record({ message: long, stack: long }),
  fields: fc.dictionary(text, fc.oneof(long, fc.jsonValue())),
});

test("every record is one line of JSON of a bounded length, whatever it holds", () => {
  fc.assert(
    fc.property(record, (said) => {
      const line = boundedLine(`${JSON.stringify(said)}\n`);
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LINE_MAX_BYTES);
      expect(line.endsWith("\n")).toBe(true);
      expect(line.slice(0, -1)).not.toMatch(LINE_END);
      expect(line.slice(0, -1)).not.toMatch(/\p{Cc}/u);
      const kept = JSON.parse(line);
      expect(kept).toMatchObject({ level: said.level, time: said.time });
      if (!kept.isShortened) expect(kept).toEqual(JSON.parse(JSON.stringify(said)));
    }),
    { numRuns: 300 },
  );
});

test("the beginnings of long texts are kept, and the record says that it was shortened", () => {
  const line = boundedLine(`${JSON.stringify({ level: 50, msg: `It failed: ${"x".repeat(100_000)}`, port: 3000 })}\n`);
  expect(JSON.parse(line)).toMatchObject({ level: 50, port: 3000, isShortened: true });
  expect(JSON.parse(line).msg).toMatch(/^It failed: x{1000,}…$/);
});

test("a record with very many members is shortened as well", () => {
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, number) => [`field${number}`, "é".repeat(500)]));
  const line = boundedLine(
    `${JSON.stringify({ level: 30, time: 1, msg: "many", ...many, deep: { many, all: [many] } })}\n`,
  );
  expect(JSON.parse(line)).toMatchObject({ level: 30, time: 1, msg: "many", isShortened: true });
});
