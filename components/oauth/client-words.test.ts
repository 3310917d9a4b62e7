import fc from "fast-check";
import { expect, test } from "vitest";
import { clientTitle } from "#components/oauth/client-words";

const title = (name: string) => clientTitle({ name, vouchedBy: "nobody", host: null });

test("a claimed name stands in quotation marks, and a known one does not", () => {
  expect(title("Claude Code")).toBe("“Claude Code”");
  expect(clientTitle({ name: "Claude “Code”", vouchedBy: "admin", host: null })).toBe("Claude “Code”");
});

test("a claimed name cannot end the quotation and go on in the words of Latchkey", () => {
  expect(title("Claude” (checked by your admin) “Code")).toBe("“Claude' (checked by your admin) 'Code”");
  const marks = fc.constantFrom("“", "”", "„", "‟", '"', "«", "»", "「", "」", "\uff02", "\u2033", "\u275e");
  const name = fc.string({ unit: fc.oneof(marks, fc.constantFrom("a", " ")) });
  fc.assert(
    fc.property(name, (text) => {
      expect(title(text).slice(1, -1)).toMatch(/^[a ']*$/);
    }),
  );
});
