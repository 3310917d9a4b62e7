import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { readSigned, sign } from "#lib/secrets/signed-text";
import { provideTestEnv } from "#testing/databases/use-database";

beforeAll(() => provideTestEnv());

test("reads a signed text for the thing that it was signed for, and for no other", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string(), fc.string(), (text, boundTo, other) => {
      const signed = sign(text, boundTo);
      expect(readSigned(signed, boundTo)).toBe(text);
      if (other !== boundTo) expect(readSigned(signed, other)).toBeNull();
    }),
  );
});

test("refuses a changed text, a changed signature and any other text", () => {
  const signed = sign("text", "bound");
  const changes = fc.tuple(fc.nat(signed.length - 1), fc.string({ minLength: 1, maxLength: 1 }));
  fc.assert(
    fc.property(changes, ([at, character]) => {
      const changed = signed.slice(0, at) + character + signed.slice(at + 1);
      return changed === signed || readSigned(changed, "bound") === null;
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => readSigned(text, "bound") === null));
});

test("refuses a text when characters move between it and the thing that it belongs to", () => {
  expect(readSigned(sign("b", "a"), "ab")).toBeNull();
  expect(readSigned(sign('b","c', "a"), 'a","b')).toBeNull();
});

test("refuses a signature of another installation", () => {
  const signed = sign("text", "bound");
  provideTestEnv();
  expect(readSigned(signed, "bound")).toBeNull();
});
