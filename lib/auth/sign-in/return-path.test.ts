import { expect, test } from "vitest";
import { returnPath } from "#lib/auth/sign-in/return-path";

const OWN = "https://keys.acme.com";

test.each([
  ["/w/acme/settings/mcp?tab=1#keys", "/w/acme/settings/mcp?tab=1#keys"],
  ["https://keys.acme.com/w/acme", "/w/acme"],
  ["w/acme", "/w/acme"],
])("accepts %j and returns the path %j", (wanted, path) => {
  expect(returnPath(wanted, OWN)).toBe(path);
});

test.each([
  [undefined],
  [""],
  ["https://evil.example/w/acme"],
  ["//evil.example"],
  ["/\\evil.example"],
  ["/\t/evil.example"],
  ["https://keys.acme.com.evil.example"],
  ["https://keys.acme.com@evil.example"],
  ["https://keys.acme.com//evil.example"],
  ["http://keys.acme.com/w/acme"],
  ["javascript:alert(1)"],
  ["data:text/html,x"],
  ["https://"],
])("returns the start page for %j", (wanted) => {
  expect(returnPath(wanted, OWN)).toBe("/");
});
