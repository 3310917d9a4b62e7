import fc from "fast-check";
import { expect, test } from "vitest";
import { typedName } from "#lib/mail/typed-name";

test("leaves an ordinary name as it is, in quotes", () => {
  expect(typedName("Grüne Wiese GmbH & Co. KG")).toBe("“Grüne Wiese GmbH & Co. KG”");
});

test.each([
  ["Click http://evil.example/now", "“Click http evil·example now”"],
  ["evil.example", "“evil·example”"],
  ["Write to eve@evil.example", "“Write to eve at evil·example”"],
  ["mailto:eve", "“mailto eve”"],
  ["\\\\evil\\share", "“evil share”"],
  ["Acme” is closed. Go to “Evil", "“Acme' is closed. Go to 'Evil”"],
  ["Acme\r\n\r\nYour account was closed", "“Acme Your account was closed”"],
  ["safe\u202eelpmaxe\u200b.\u2028evil", "“safe elpmaxe . evil”"],
])("makes no link, no line and no hidden text of %j", (typed, written) => {
  expect(typedName(typed)).toBe(written);
});

const tricky = fc.constantFrom(
  "http://",
  "www.",
  "a.b",
  "@",
  "\n",
  "\r",
  "\u2028",
  "\u202e",
  "“",
  "”",
  ":",
  "//",
  "。",
  "x",
);

test("never makes a link or a second line, and is never long, for any text", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(tricky, fc.string({ unit: "binary" }))).map((parts) => parts.join("")),
      (typed) => {
        const written = typedName(typed);
        expect(written).toMatch(/^“[^“”\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*”$/u);
        expect(written).not.toMatch(/:|\/|\\|@|[.。．｡][^\s”]/u);
        expect([...written].length).toBeLessThanOrEqual(62);
      },
    ),
  );
});
