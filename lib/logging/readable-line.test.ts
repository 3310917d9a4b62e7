import fc from "fast-check";
import { expect, test } from "vitest";
import { readableLine } from "#lib/logging/readable-line";

const record = (fields: object) =>
  JSON.stringify({ level: 40, time: new Date(2026, 10, 30, 9, 5, 7).getTime(), ...fields });

test("a person reads the time, the level, the message and the fields, and the stack of an error below", () => {
  const error = { type: "Error", message: "refused", stack: "Error: refused\n    at connect (db.ts:3)" };
  const said = readableLine(record({ msg: "It failed.", server: "notes", why: "two words", pid: 1, error }), false);
  expect(said).toBe(
    '09:05:07 warn  It failed. server=notes why="two words"\n    Error: refused\n        at connect (db.ts:3)\n',
  );
});

test("colours are there for terminals that show them alone", () => {
  expect(readableLine(record({ msg: "x" }), true)).toContain("\u001b[33mwarn");
  expect(readableLine(record({ msg: "x" }), false)).not.toContain("\u001b");
});

test("no text of a record reaches the terminal as a command, or looks like another record", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("\u001b[2J", "\r", "\n09:00:00 info  fine", "\u202e"),
  );
  fc.assert(
    fc.property(text, text, text, (msg, field, stack) => {
      const said = readableLine(record({ msg, field, error: { stack } }), false);
      const [, ...below] = said.slice(0, -1).split("\n");
      const isSafe = !/[\p{Cc}\p{Cf}]/u.test(said.replaceAll("\n", ""));
      return isSafe && below.every((line) => line.startsWith("    "));
    }),
  );
});
