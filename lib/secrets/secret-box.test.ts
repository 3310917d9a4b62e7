import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { open, seal } from "#lib/secrets/secret-box";
import { provideTestEnv } from "#testing/databases/use-database";

beforeAll(() => provideTestEnv());

test("decrypts to the same text, and never encrypts to the same bytes twice", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, owner) => {
      const sealed = seal(text, owner);
      expect(open(sealed, owner)).toBe(text);
      expect(seal(text, owner)).not.toBe(sealed);
    }),
  );
});

test("does not decrypt for another id", () => {
  expect(() => open(seal("secret", "ups_1"), "ups_2")).toThrow();
});

test("does not decrypt when one bit was changed", () => {
  const sealed = Buffer.from(seal("a secret header", "ups_1").slice(3), "base64");
  fc.assert(
    fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => open(`v1.${changed.toString("base64")}`, "ups_1")).toThrow();
    }),
  );
});

test("does not decrypt with another key", () => {
  const sealed = seal("secret", "ups_1");
  provideTestEnv();
  expect(() => open(sealed, "ups_1")).toThrow();
});
