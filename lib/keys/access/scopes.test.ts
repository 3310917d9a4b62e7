import fc from "fast-check";
import { expect, test } from "vitest";
import {
  accessLevelOf,
  rightsOf,
  SCOPE_FOR_RIGHT,
  SCOPE_LABELS,
  SCOPES,
  SCOPES_OF_ACCESS,
} from "#lib/keys/access/scopes";

const scopes = fc.subarray([...SCOPES]);

test("more scopes never grant less", () => {
  fc.assert(
    fc.property(scopes, scopes, (some, more) => {
      const together = rightsOf([...some, ...more]);
      return [...rightsOf(some)].every((right) => together.has(right));
    }),
  );
});

test("scopes from a newer version grant nothing", () => {
  const unknown = fc.string().filter((text) => !(SCOPES as readonly string[]).includes(text));
  fc.assert(
    fc.property(scopes, fc.array(unknown), (known, others) => {
      expect(rightsOf([...known, ...others])).toEqual(rightsOf(known));
    }),
  );
});

test("refuses names of built-in properties as scopes", () => {
  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) expect(rightsOf([name]).size).toBe(0);
});

test("only full access lets a key call tools that write", () => {
  fc.assert(fc.property(scopes, (granted) => rightsOf(granted).has("tools:write") === granted.includes("mcp:full")));
});

test("the scope named for a missing right includes it", () => {
  for (const [right, scope] of Object.entries(SCOPE_FOR_RIGHT)) expect([...rightsOf([scope])]).toContain(right);
});

test("reads each access level back as itself", () => {
  expect(accessLevelOf(SCOPES_OF_ACCESS.read_only)).toBe("read_only");
  expect(accessLevelOf(SCOPES_OF_ACCESS.full)).toBe("full");
  expect(accessLevelOf(["mcp:tools:list"])).toBe("custom");
});

test("calls the single read scopes without prompts custom access", () => {
  expect(accessLevelOf(["mcp:tools:list", "mcp:tools:call", "mcp:resources:read"])).toBe("custom");
});

test("every scope has a label", () => {
  expect(Object.keys(SCOPE_LABELS)).toEqual([...SCOPES]);
});
