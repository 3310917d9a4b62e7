import fc from "fast-check";
import { expect, test } from "vitest";
import { KEY_NAME_MAX } from "#lib/keys/settings/limits";
import { distinctName } from "#lib/oauth/consent/distinct-name";
import { nameSchema } from "#lib/text/name-schema";

test("counts up from two", () => {
  expect(distinctName("Claude Code", new Set())).toBe("Claude Code");
  expect(distinctName("Claude Code", new Set(["Claude Code"]))).toBe("Claude Code 2");
  expect(distinctName("Claude Code", new Set(["Claude Code", "Claude Code 2"]))).toBe("Claude Code 3");
});

test("makes a name that nobody has, and that people may type, of any text", () => {
  const schema = nameSchema({ max: KEY_NAME_MAX, missing: "missing" });
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 90 }), fc.nat(12), (wanted, others) => {
      const taken = new Set<string>();
      for (let index = 0; index < others; index += 1) taken.add(distinctName(wanted, taken));
      expect(taken.size).toBe(others);
      for (const name of taken) expect(schema.parse(name)).toBe(name);
    }),
  );
});
