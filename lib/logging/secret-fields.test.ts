import { inspect } from "node:util";
import { expect, test } from "vitest";
import { hideSecretFields } from "#lib/logging/secret-fields";

const SECRETS = [
  "plain",
  "two words",
  "it's",
  'a "quotation"',
  "both ' and \"",
  "back\\slash",
  "`tick` ' \"",
  "line\nend",
];

test.each(SECRETS)("the value %j of a field with a secret name is hidden, and the rest stays", (secret) => {
  for (const name of [
    "token",
    "Password",
    "client_secret",
    "accessToken",
    "x-api-key",
    "set-cookie",
    "authorization",
  ]) {
    for (const value of [
      { [name]: secret, port: 3000 },
      { deep: { [name]: secret }, port: 3000 },
    ]) {
      for (const text of [inspect(value), inspect(value, { compact: false }), JSON.stringify(value)]) {
        const hidden = hideSecretFields(text);
        expect(hidden).toContain("[redacted]");
        expect(hidden).toMatch(/port["']?: ?3000/);
        for (const part of secret.match(/[a-z]{4,}/g) ?? []) expect(hidden).not.toContain(part);
      }
    }
  }
});

test("headers are hidden as a whole, whatever their names", () => {
  const request = {
    url: "/mcp",
    headers: { "x-of-a-company": "hidden-value" },
    rawHeaders: ["X-Other", "hidden-value"],
  };
  for (const value of [request, { url: "/mcp", headers: new Headers({ "x-of-a-company": "hidden-value" }) }]) {
    const hidden = hideSecretFields(inspect(value));
    expect(hidden).toContain("/mcp");
    expect(hidden).not.toContain("hidden-value");
  }
});

test("other texts stay as they are", () => {
  for (const text of [
    "token: none was sent",
    "a key: 'name'",
    "tokens: 'ten'",
    "The password is wrong.",
    "keyId: 'key_1'",
  ]) {
    expect(hideSecretFields(text)).toBe(text);
  }
});
