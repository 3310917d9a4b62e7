import fc from "fast-check";
import { expect, test } from "vitest";
import { JsonPartCounter } from "#lib/text/json-part-counter";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Counts the parts of the value itself. */
function partsOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + partsOf(one), 1);
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>((sum, one) => sum + 1 + partsOf(one), 1);
}

test("counts objects, lists and fields for any pieces and any content of strings", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), (value, at) => {
      const all = bytes(JSON.stringify(value));
      const cut = at % all.length;
      const parts = new JsonPartCounter();
      parts.push(all.subarray(0, cut));
      expect(parts.push(all.subarray(cut))).toBe(partsOf(value));
    }),
  );
});

test("counts the parts after a quote in a comment between events", () => {
  const parts = new JsonPartCounter();
  const before = parts.push(bytes(': it"s\\\n\ndata: '));
  expect(parts.push(bytes("[{},{},{}]")) - before).toBe(4);
});
