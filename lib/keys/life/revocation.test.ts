import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOUR_MS } from "#lib/clock";
import { isNameTyped, mustTypeName, nameToType } from "#lib/keys/life/revocation";
import { NOW } from "#testing/people/factories";

const ago = (ms: number) => new Date(NOW.getTime() - ms);

describe("the name has to be typed", () => {
  test("exactly for keys that were used in the last hour", () => {
    fc.assert(
      fc.property(fc.integer({ min: -HOUR_MS, max: 3 * HOUR_MS }), (ms) => {
        return mustTypeName(ago(ms), NOW) === ms < HOUR_MS;
      }),
    );
  });

  test("until 1 ms before an hour after the use", () => {
    expect(mustTypeName(ago(HOUR_MS - 1), NOW)).toBe(true);
    expect(mustTypeName(ago(HOUR_MS), NOW)).toBe(false);
  });

  test("never for a key that was never used", () => {
    expect(mustTypeName(null, NOW)).toBe(false);
  });
});

describe("what has to be typed", () => {
  test("is the name", () => {
    expect(nameToType({ name: "Claude Desktop", mask: "mcp_2abc1…ef789" })).toBe("Claude Desktop");
  });

  test("is the visible beginning of the token for a key without a name", () => {
    expect(nameToType({ name: null, mask: "mcp_2abc1…ef789" })).toBe("mcp_2abc1");
    expect(nameToType({ name: "\u200b", mask: "mcp_2abc1…ef789" })).toBe("mcp_2abc1");
  });

  test("matches with white space around it and with any number of spaces in it", () => {
    const word = fc.stringMatching(/^[^\s]{1,10}$/);
    const space = fc.stringMatching(/^[ \t]{1,4}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), space, (words, gap) => {
        return isNameTyped(`${gap}${words.join(gap)}${gap}`, words.join(" "));
      }),
    );
  });

  test("matches an accent in each of its forms", () => {
    expect(isNameTyped("Cafe\u0301", "Caf\u00e9")).toBe(true);
  });

  test("is the name as a screen shows it, without what nobody sees", () => {
    const name = "\u202eClaude\n\u200bDesktop";
    expect(nameToType({ name, mask: "mcp_2abc1…ef789" })).toBe("Claude Desktop");
    expect(isNameTyped("Claude Desktop", name)).toBe(true);
    expect(isNameTyped("ClaudeDesktop", name)).toBe(false);
  });

  test("does not match an empty or another text, or other upper and lower case", () => {
    for (const typed of ["", " ", "Claude", "claude desktop", "Claude Desktop 2"]) {
      expect(isNameTyped(typed, "Claude Desktop")).toBe(false);
    }
  });
});
