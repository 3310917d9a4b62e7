import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLegacyLine } from "#lib/keys/legacy/line";
import { hashToken } from "#lib/secrets/token";

const HASH = hashToken("a token of the system before");

describe("a line", () => {
  test("holds email address, name and hash", () => {
    expect(readLegacyLine(`Ada@Example.com,"Laptop, old",${HASH.toUpperCase()}`, 3)).toEqual({
      line: 3,
      email: "ada@example.com",
      name: "Laptop, old",
      tokenHash: HASH,
    });
  });

  test("may have a name of 64 characters, and 2,000 characters in all", () => {
    const name = "x".repeat(64);
    expect(readLegacyLine(`ada@example.com,${name},${HASH}`, 1)).toMatchObject({ name });
    const rest = `@example.com,,${HASH}`;
    const email = "a".repeat(2_000 - rest.length);
    expect(readLegacyLine(email + rest, 1)).toMatchObject({ email: `${email}@example.com` });
    expect(readLegacyLine(`a${email}${rest}`, 1)).toHaveProperty("problem");
  });

  test("may leave the name out", () => {
    expect(readLegacyLine(`ada@example.com, ,${HASH}`, 1)).toMatchObject({ name: null });
  });

  test("is ignored when it is blank, and when it is the first and names the columns", () => {
    expect(readLegacyLine("  ", 7)).toBeNull();
    expect(readLegacyLine("\uFEFFEmail,Name,SHA256", 1)).toBeNull();
    expect(readLegacyLine("email,name,sha256", 2)).toMatchObject({ problem: expect.any(String) });
  });

  test.each([
    ["two fields", `ada@example.com,${HASH}`],
    ["four fields", `ada@example.com,Laptop,${HASH},x`],
    ["a quote that is not closed", `ada@example.com,"Laptop,${HASH}`],
    ["no email", `ada,Laptop,${HASH}`],
    ["a name that is too long", `ada@example.com,${"x".repeat(65)},${HASH}`],
    ["a control character", `ada@example.com,Lap\u0000top,${HASH}`],
    ["a hash that is too short", `ada@example.com,Laptop,${HASH.slice(1)}`],
    ["a line without end", `ada@example.com,${"x".repeat(3_000)},${HASH}`],
  ])("with %s is refused with its number", (_which, text) => {
    expect(readLegacyLine(text, 12)).toEqual({ line: 12, problem: expect.any(String) });
  });
});

test("never repeats the text in the place of the hash", () => {
  const token = fc.stringMatching(/^[\x21-\x7e]{16,80}$/).filter((text) => !/^[0-9a-f]{64}$/i.test(text));
  fc.assert(
    fc.property(token, fc.constantFrom("ada@example.com,Laptop,", "", "ada@example.com,"), (text, before) => {
      const answer = readLegacyLine(before + text, 2);
      return answer === null || !JSON.stringify(answer).includes(text.slice(0, 12));
    }),
  );
});
