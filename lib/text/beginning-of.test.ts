import { expect, test } from "vitest";
import { networkOf } from "#lib/rate-limit/network";
import { beginningOf } from "#lib/text/beginning-of";
import { oneLine } from "#lib/text/one-line";
import { heldBytes } from "#testing/machine/held-memory";

const MIB = 1024 * 1024;

test("equals the result of slice, including lone surrogates", () => {
  for (const text of ["", "short", "exactly ten", "é and more", "\u{1f511}\u{1f511}", "x".repeat(100)]) {
    for (const max of [0, 1, 3, 10]) expect(beginningOf(text, max)).toBe(text.slice(0, max));
  }
});

test.each([
  ["a beginning", (text: string) => beginningOf(text, 100)],
  ["one line", (text: string) => oneLine(text, 100)],
  ["a subject of limits", networkOf],
])("%s keeps nothing of the text that it was cut from", (_what, take) => {
  const before = heldBytes();
  const kept = Array.from({ length: 50 }, (_, index) => take(`${index}${"x".repeat(MIB)}`));
  expect(heldBytes() - before).toBeLessThan(8 * MIB);
  expect(kept.length).toBe(50);
});
