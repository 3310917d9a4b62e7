import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generateToken, hashToken, isToken } from "#lib/secrets/token";
import { BASE62, randomBase62, toBase62 } from "#lib/text/base62";

const prefix = fc.stringMatching(/^[a-z][a-z0-9]{1,15}_$/);
const token = prefix.map(generateToken);
const base62Character = fc.constantFrom(...BASE62);

describe("a generated token", () => {
  test("has the prefix, 43 random characters and 6 characters of a checksum", () => {
    expect(generateToken("mcp_")).toMatch(/^mcp_[0-9A-Za-z]{49}$/);
  });

  test("is valid with any prefix", () => {
    fc.assert(fc.property(token, (text) => isToken(text)));
  });

  test("is never generated twice", () => {
    const tokens = Array.from({ length: 5_000 }, () => generateToken("mcp_"));
    expect(new Set(tokens).size).toBe(tokens.length);
  });
});

describe("a token is invalid after", () => {
  test("one character is replaced by another one of the alphabet", () => {
    fc.assert(
      fc.property(token, fc.nat(), base62Character, (text, position, replacement) => {
        const at = position % text.length;
        fc.pre(text[at] !== replacement);
        return !isToken(text.slice(0, at) + replacement + text.slice(at + 1));
      }),
      { numRuns: 2_000 },
    );
  });

  test("one character is replaced by any other", () => {
    fc.assert(
      fc.property(token, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (text, position, replacement) => {
        const at = position % text.length;
        fc.pre(text[at] !== replacement);
        return !isToken(text.slice(0, at) + replacement + text.slice(at + 1));
      }),
    );
  });

  test("two neighbouring characters are swapped", () => {
    fc.assert(
      fc.property(token, fc.nat(), (text, position) => {
        const at = position % (text.length - 1);
        const [first = "", second = ""] = text.slice(at, at + 2);
        fc.pre(first !== second);
        return !isToken(text.slice(0, at) + second + first + text.slice(at + 2));
      }),
    );
  });

  test("it is cut at the front or at the end", () => {
    fc.assert(
      fc.property(token, fc.nat(), (text, length) => {
        const cut = 1 + (length % text.length);
        return !isToken(text.slice(cut)) && !isToken(text.slice(0, -cut));
      }),
    );
  });

  test("any text is added, including white space and line breaks", () => {
    const extra = fc.oneof(fc.constantFrom("\n", " ", "\r\n", "\0"), fc.string({ minLength: 1 }));
    fc.assert(fc.property(token, extra, (text, more) => !isToken(text + more) && !isToken(more + text)));
  });
});

test("does not accept other text as a token", () => {
  fc.assert(fc.property(fc.string({ maxLength: 80 }), (text) => !isToken(text)));
});

test("draws every character of the alphabet with the same probability", () => {
  const draws = 620_000;
  const counts = new Map<string, number>();
  for (const character of randomBase62(draws, randomBytes)) counts.set(character, (counts.get(character) ?? 0) + 1);
  const expected = draws / BASE62.length;
  const chiSquare = [...BASE62].reduce((sum, character) => {
    return sum + ((counts.get(character) ?? 0) - expected) ** 2 / expected;
  }, 0);
  // With 61 degrees of freedom a fair source exceeds 150 less than once in a hundred million runs. Bytes with modulo
  // bias give more than 2,000.
  expect(chiSquare).toBeLessThan(150);
});

test("draws a byte again when it would favour some characters", () => {
  const drawn = [Uint8Array.of(255, 248, 61), Uint8Array.of(62, 247)];
  expect(randomBase62(3, () => drawn.shift() ?? new Uint8Array())).toBe("z0z");
});

test("writes different numbers differently in base 62, padded to the same length", () => {
  const crc = fc.integer({ min: 0, max: 0xffff_ffff });
  fc.assert(
    fc.property(crc, (number) => {
      const text = toBase62(number, 6);
      const back = [...text].reduce((sum, character) => sum * 62 + BASE62.indexOf(character), 0);
      return text.length === 6 && back === number;
    }),
  );
});

test("hashes a token with SHA-256, in hexadecimal", () => {
  expect(hashToken("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
