import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeHeader, encodeHeader } from "#lib/mcp/protocol";

test("encodes any name or URI as a legal header and decodes it to the same text", () => {
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

test("recognises a value that is marked as base64 but is no base64", () => {
  for (const header of ["=?base64?%%?=", "=?base64?YQ?=", "=?base64?YQ==", "=?base64?!?="]) {
    expect(decodeHeader(header)).toBeNull();
  }
});
