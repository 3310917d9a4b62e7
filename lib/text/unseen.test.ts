import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findUnseen, withoutUnseen } from "#lib/text/unseen";

const anyText = fc.string({ unit: "binary", maxLength: 60 });
const unseenParts = [
  "\n",
  "\u001b[31m",
  "\0",
  "\u200b",
  "\u202e",
  "\u2066",
  "\u2028",
  "\u2029",
  "\ufeff",
  "\u3164",
  "\u2800",
  "\u{e0041}",
  "\ud800",
  "\ufe0f\ufe0f",
];

test.each([
  "Ada Lovelace",
  "Ada’s laptop – 2",
  "葛\u{e0100}城",
  "日本　太郎",
  "می\u200cخواهم",
  "क्\u200dष",
  "ශ්\u200dරී",
  "Team ❤️",
  "👩\u200d💻 dev",
  "👨\u200d👩\u200d👧\u200d👦",
  "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
  "Ångström, Zoë, São Paulo",
])("sees every character of %j", (name) => {
  expect(findUnseen(name)).toBeNull();
  expect(withoutUnseen(name)).toBe(name);
});

test.each([
  ["a\u200bb", "U+200B"],
  ["\u202egpj.exe", "U+202E"],
  ["Acme\nAdmin", "U+000A"],
  ["\u001b]0;x\u0007", "U+001B"],
  ["a\u200db", "U+200D"],
  ["\u200cab", "U+200C"],
  ["می\u200c", "U+200C"],
  ["😀\u200d😀x", "U+200D"],
  ["a\u{e0041}", "U+E0041"],
  ["\u3164", "U+3164"],
  ["a\ufe0e\ufe0f", "U+FE0F"],
  [" \ufe0f", "U+FE0F"],
  ["\ud83d", "U+D83D"],
])("finds what is hidden in %j", (text, found) => {
  expect(findUnseen(text)).toBe(found);
});

describe("for any text", () => {
  test("what is left after the removal can be seen, and a text that can be seen stays as it is", () => {
    const mixed = fc.array(fc.oneof(anyText, fc.constantFrom(...unseenParts)), { maxLength: 6 });
    fc.assert(
      fc.property(mixed, (parts) => {
        const text = parts.join("");
        // A removal can bring two parts together that hide something again.
        const once = withoutUnseen(text);
        if (findUnseen(text) === null) expect(once).toBe(text);
        expect(once).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069\u200b]/u);
      }),
    );
  });

  test("every hidden part is found wherever it stands", () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...unseenParts), anyText, (before, hidden, after) => {
        // A half of a surrogate pair becomes a whole character next to its other half.
        fc.pre(!/[\ud800-\udfff]$/.test(before) && !/^[\ud800-\udfff]/.test(after));
        expect(findUnseen(before + hidden + after)).not.toBeNull();
      }),
    );
  });
});
