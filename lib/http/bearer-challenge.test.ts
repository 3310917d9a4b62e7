import fc from "fast-check";
import { expect, test } from "vitest";
import { bearerChallenge } from "#lib/http/bearer-challenge";

test("a challenge is one header that quotes nothing twice and is short, whatever it describes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 2_000 }), (description) => {
      const challenge = bearerChallenge("latchkey", { problem: { error: "invalid_token", description } });
      expect(challenge).toMatch(
        /^Bearer realm="latchkey", error="invalid_token", error_description="[\x20\x21\x23-\x5b\x5d-\x7e]{0,400}"$/,
      );
    }),
  );
});

test("a challenge keeps plain words and addresses as they are", () => {
  const description = "API key not found, expired or revoked. Create a new one: https://keys.example:8443/keys";
  expect(bearerChallenge("latchkey", { problem: { error: "invalid_token", description } })).toContain(
    `"${description}"`,
  );
});
