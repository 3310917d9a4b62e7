import fc from "fast-check";
import { expect, test } from "vitest";
import { generateToken } from "#lib/secrets/token";
import { maskOf, tokenEnds } from "#lib/secrets/token-mask";

const token = fc.stringMatching(/^[a-z][a-z0-9]{1,15}_$/).map(generateToken);

test("looks like mcp_2abc1…ef789", () => {
  expect(maskOf(tokenEnds("mcp_2abc1XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXef789"))).toBe("mcp_2abc1…ef789");
});

test("shows five characters on both sides and none between", () => {
  fc.assert(
    fc.property(token, (text) => {
      const { tokenStart, tokenEnd } = tokenEnds(text);
      const secret = text.slice(text.indexOf("_") + 1);
      expect(tokenStart).toBe(text.slice(0, text.length - secret.length + 5));
      expect(tokenEnd).toBe(secret.slice(-5));
      expect(maskOf({ tokenStart, tokenEnd })).toHaveLength(text.length - secret.length + 5 + 1 + 5);
    }),
  );
});

test("leaves more than 190 random bits to guess", () => {
  fc.assert(
    fc.property(token, (text) => {
      const { tokenStart } = tokenEnds(text);
      const hiddenRandom = 43 - (tokenStart.length - text.indexOf("_") - 1);
      // The end shows characters of the checksum, which reveal at most 32 bits of the rest.
      return hiddenRandom * Math.log2(62) - 32 > 190;
    }),
  );
});
