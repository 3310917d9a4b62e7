import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { fittingName, nameSchema } from "#lib/text/name-schema";
import { findUnseen } from "#lib/text/unseen";

const MAX = 20;
const required = nameSchema({ max: MAX, missing: "Enter a name." });
const optional = nameSchema({ max: MAX });
const problemsOf = (text: string) => required.safeParse(text).error?.issues.map(({ message }) => message);

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: fc.constantFrom("a", " ", "\u200b", "\u0301", "\n", "👍", "\u3000"), maxLength: 30 }),
);

test("an accepted name is short, composed, trimmed, not blank, and can be seen", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { data } = required.safeParse(text);
      if (data === undefined) return;
      expect(data).toBe(data.normalize("NFC").trim());
      expect([...data].length).toBeLessThanOrEqual(MAX);
      expect(data).not.toBe("");
      expect(findUnseen(data)).toBeNull();
      expect(required.parse(data)).toBe(data);
    }),
  );
});

test("a name from elsewhere is made to fit", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const name = fittingName(text, MAX);
      if (name !== null) expect(required.safeParse(name).data).toBe(name);
    }),
  );
  expect(fittingName("\u202eAda\nLovelace\u200b ", MAX)).toBe("Ada Lovelace");
  expect(fittingName("\u200b\u3164", MAX)).toBeNull();
});

test("one sentence says what is wrong", () => {
  expect(problemsOf("  ")).toEqual(["Enter a name."]);
  expect(problemsOf("a".repeat(MAX + 1))).toEqual(["Use at most 20 characters."]);
  expect(problemsOf("a\u202eb")).toEqual(["Leave out line breaks and invisible characters (U+202E)."]);
  expect(problemsOf("\u200b")).toEqual(["Leave out line breaks and invisible characters (U+200B)."]);
});

test("the length is counted in code points", () => {
  expect(required.safeParse("👍".repeat(MAX)).success).toBe(true);
  expect(required.safeParse("👍".repeat(MAX + 1)).success).toBe(false);
  expect(required.parse("e\u0301".repeat(MAX))).toBe("é".repeat(MAX));
});

test("a text that may be blank may be empty, but not hidden", () => {
  expect(optional.parse("  ")).toBe("");
  expect(optional.safeParse("\u200b").success).toBe(false);
});

test("its JSON schema names the bounds", () => {
  expect(z.toJSONSchema(required, { io: "input" })).toMatchObject({ type: "string", minLength: 1, maxLength: MAX });
});
