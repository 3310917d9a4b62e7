import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { open, seal } from "#lib/secrets/secret-box";
import { provideTestEnv } from "#testing/databases/use-database";

beforeAll(() => provideTestEnv());

test("whatever is sealed opens to itself, and never twice to the same bytes", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, owner) => {
      const sealed = seal(text, owner);
      expect(open(sealed, owner)).toBe(text);
      expect(seal(text, owner)).not.toBe(sealed);
    }),
  );
});

test("it does not open for anything else than what it was sealed for", () => {
  expect(() => open(seal("secret", "ups_1"), "ups_2")).toThrow();
});

test("one changed bit is found", () => {
  const sealed = Buffer.from(seal("a secret header", "ups_1").slice(3), "base64");
  fc.assert(
    fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => open(`v1.${changed.toString("base64")}`, "ups_1")).toThrow();
    }),
  );
});

test("it does not open under another key", () => {
  const sealed = seal("secret", "ups_1");
  provideTestEnv();
  expect(() => open(sealed, "ups_1")).toThrow();
});
