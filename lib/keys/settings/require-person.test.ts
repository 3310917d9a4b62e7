import { expect, test } from "vitest";
import type { Caller } from "#lib/auth/principal";
import { requirePerson } from "#lib/keys/settings/require-person";
import { NOW } from "#testing/people/factories";

const ask = (principal: object) => () => requirePerson({ principal, now: NOW, address: null } as unknown as Caller);

test("returns the person who calls, in a session or with an API token that may change keys", () => {
  expect(ask({ kind: "user", userId: "usr_1" })()).toBe("usr_1");
  expect(ask({ kind: "api_token", userId: "usr_1", scopes: ["keys:read", "keys:write"] })()).toBe("usr_1");
});

test("refuses an API token without the scope, and names the scope", () => {
  const refused = ask({ kind: "api_token", userId: "usr_1", scopes: ["keys:read"] });
  expect(refused).toThrow("It needs the scope keys:write.");
});

test("refuses a key", () => {
  expect(ask({ kind: "key", userId: "usr_1", keyId: "key_1" })).toThrow("A key cannot create or revoke keys.");
});
