import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeHeader, encodeHeader } from "#lib/mcp/protocol";

test("whatever name or URI goes into a header comes out again, and is legal there", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.webUrl()), (text) => {
      fc.pre(text.isWellFormed());
      const header = encodeHeader(text);
      expect(header).toMatch(/^[\x20-\x7e]*$/);
      expect(header.trim()).toBe(header);
      expect(decodeHeader(header)).toBe(text);
    }),
  );
});

test("what claims to be base64 and is not is told apart", () => {
  for (const header of ["=?base64?%%?=", "=?base64?YQ?=", "=?base64?YQ==", "=?base64?!?="]) {
    expect(decodeHeader(header)).toBeNull();
  }
});
