import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultServerName, SERVER_NAME_MAX, serverNameProblem } from "#lib/clients/model/server-name";

test.each([
  ["acme", "acme"],
  ["acme-production", "acme"],
  ["a-b-c-d-e", "a-b-c-d"],
  ["northwind-traders", "northwin"],
  ["7-eleven", "eleven"],
  ["2026", "latchkey"],
  ["workspace", "workspac"],
  ["acme-", "acme"],
  ["-", "latchkey"],
  ["", "latchkey"],
])("the default name of %j is %j", (slug, name) => {
  expect(defaultServerName(slug)).toBe(name);
});

test("every workspace has a default name that every client takes, and that leaves room for the names of tools", () => {
  const slug = fc.oneof(fc.stringMatching(/^[a-z0-9]+(-[a-z0-9]+)*$/), fc.constantFrom("constructor", "workspace"));
  fc.assert(
    fc.property(slug, (text) => {
      const name = defaultServerName(text);
      expect(serverNameProblem(name)).toBeNull();
      expect(`mcp__${name}__`.length).toBeLessThanOrEqual(15);
    }),
  );
});

test.each(["a", "acme", "acme-2", "a1-b2-c3", "true", "null", "x".repeat(SERVER_NAME_MAX)])("takes %j", (name) => {
  expect(serverNameProblem(name)).toBeNull();
});

test.each([
  ...["", "Acme", "acme_2", "2acme", "-acme", "acme-", "a--b", "a.b", "a b", "a/b", "é", "a\n", "__proto__"],
  "x".repeat(SERVER_NAME_MAX + 1),
])("refuses %j, and says what is allowed", (name) => {
  expect(serverNameProblem(name)).toMatch(/lower case/);
});

test.each(["workspace", "constructor"])("refuses %j, which clients keep for themselves", (name) => {
  expect(serverNameProblem(name)).toMatch(/for themselves/);
});
