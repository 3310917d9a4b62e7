import fc from "fast-check";
import { expect, test } from "vitest";
import { type ArgumentPart, argumentPart } from "#lib/gateway/confirmation/argument-parts";
import { replaceUnseen } from "#lib/text/unseen-characters";

const escaped = (text: string) => replaceUnseen(text, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
const wholeOf = (given: object) =>
  Object.entries(given).map(([name, value]) => {
    const written = /^[\w.-]+$/.test(name) ? name : JSON.stringify(name);
    return escaped(`- ${written}: ${JSON.stringify(value)}`);
  });

/** Reads on as long as a part offers another one. The first part is the overview. */
function partsOf(given: unknown): ArgumentPart[] {
  const parts = [argumentPart(given, null)];
  for (let next = parts[0]?.next; next; next = parts.at(-1)?.next) parts.push(argumentPart(given, next));
  return parts;
}

/** Puts the parts behind the overview together again. */
function joined(parts: readonly ArgumentPart[]): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const [first = "", ...others] = part.lines.slice(1);
    if (first.startsWith("… ")) lines.push(`${lines.pop()?.replace(/ …$/, "")}${first.slice(2)}`, ...others);
    else lines.push(first, ...others);
  }
  return lines;
}

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: fc.constantFrom("\n", "\u202e", "“", "…", " ", "\u{1f511}", "\ud800"), maxLength: 40 }),
  fc.integer({ min: 5_000, max: 40_000 }).map((length) => "long ".repeat(length / 5)),
);
const anyArguments = fc.dictionary(text, fc.oneof(text, fc.jsonValue()), { minKeys: 1, maxKeys: 70 });

test("the parts together are all arguments, whole and in their order, whatever they hold", () => {
  fc.assert(
    fc.property(anyArguments, (given) => {
      const [overview, ...others] = partsOf(given);
      if (others.length === 0) expect(overview?.lines.slice(1)).toEqual(wholeOf(given));
      else if (others.length < 20) expect(joined(others)).toEqual(wholeOf(given));
    }),
    { numRuns: 60 },
  );
});

test("each part has a size that can be read, and no text of a client adds a line to it", () => {
  fc.assert(
    fc.property(anyArguments, (given) => {
      const parts = partsOf(given);
      expect(parts.length).toBeLessThanOrEqual(21);
      for (const { lines } of parts) {
        expect(lines.length).toBeLessThanOrEqual(102);
        expect(lines.join("\n").length).toBeLessThan(16_000);
        expect(lines.join("")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u);
      }
    }),
    { numRuns: 60 },
  );
});

test.each<[string, unknown]>([
  ["no object", ["x".repeat(20_000)]],
  ["a long name alone", { ["n".repeat(9_000)]: 1 }],
  ["many short arguments", Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`a${index}`, index]))],
])("%s can be read to its end", (_what, given) => {
  const parts = partsOf(given);
  expect(parts.length).toBeGreaterThan(1);
  const whole = Array.isArray(given) ? [`- ${JSON.stringify(given)}`] : wholeOf(given as object);
  expect(joined(parts.slice(1))).toEqual(whole);
});

test("megabytes end after twenty parts, which say how much is left", () => {
  const last = partsOf({ sql: "x".repeat(3_000_000) }).at(-1);
  expect(last).toMatchObject({ next: null });
  expect(last?.lines.slice(0, 2)).toEqual([
    "Arguments, part 21 (3,000,010 characters in all):",
    "About 2,880,010 characters more are too many to show here. Ask your client for them before you agree.",
  ]);
});

test("a part of arguments in another order is the overview again, so nothing falls between two parts", () => {
  const [a, b] = ["a".repeat(8_000), "b".repeat(8_000)];
  const { next } = argumentPart({ a, b }, null);
  expect(argumentPart({ b, a }, next)).toEqual(argumentPart({ b, a }, null));
  expect(argumentPart({ a, b }, next).lines[0]).toBe("Arguments, part 2 (16,015 characters in all):");
});
