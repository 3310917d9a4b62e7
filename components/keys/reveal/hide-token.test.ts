import fc from "fast-check";
import { expect, test } from "vitest";
import { hideToken } from "#components/keys/reveal/hide-token";

test("hideToken keeps the length of the token and shows no more than its mask", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{3}_[0-9A-Za-z]{49}$/), (token) => {
      const [start, end] = [token.slice(0, 9), token.slice(-5)];
      const hidden = hideToken(token, `${start}…${end}`);
      expect(hidden).toHaveLength(token.length);
      expect(hidden).toMatch(/^.{9}•{39}.{5}$/);
      expect(hidden.replaceAll("•", "")).toBe(start + end);
    }),
  );
});
