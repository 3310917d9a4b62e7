import fc from "fast-check";
import { expect, test } from "vitest";
import { credentialKind } from "#lib/auth/credential-kind";
import { API_TOKEN_PREFIX, generateToken } from "#lib/secrets/token";

test("recognises tokens of keys with any prefix, and API tokens", () => {
  const prefixes = fc.stringMatching(/^[a-z][a-z0-9]{1,15}_$/);
  fc.assert(fc.property(prefixes, (prefix) => credentialKind(generateToken(prefix)) === "key"));
  expect(credentialKind(generateToken(API_TOKEN_PREFIX))).toBe("api_token");
});

test("does not recognise a token of which one character is changed or missing", () => {
  const token = generateToken(API_TOKEN_PREFIX);
  expect(credentialKind(token.slice(0, -1))).toBe("unknown");
  expect(credentialKind(token.slice(0, -1) + (token.endsWith("a") ? "b" : "a"))).toBe("unknown");
});

test("recognises a JWT by its three parts", () => {
  expect(credentialKind("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln")).toBe("jwt");
  expect(credentialKind("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0")).toBe("unknown");
});
