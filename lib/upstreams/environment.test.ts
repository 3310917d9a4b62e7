import fc from "fast-check";
import { expect, test } from "vitest";
import { COMMON_ENVIRONMENTS, ENVIRONMENT_MAX, sortEnvironments } from "#lib/upstreams/environment";
import { environmentSchema } from "#lib/upstreams/settings/schema";

test.each(["production", "staging", "eu-west-1", "7", "x".repeat(ENVIRONMENT_MAX)])("accepts the name %s", (name) => {
  expect(environmentSchema.parse(` ${name} `)).toBe(name);
});

test.each(["", "Production", "pre prod", "-a", "a-", "a--b", "a_b", "prüf", "x".repeat(ENVIRONMENT_MAX + 1), "a\nb"])(
  "refuses the name %j",
  (name) => expect(environmentSchema.safeParse(name).success).toBe(false),
);

test("accepts no name with a character that separates a key's reach in one line", () => {
  fc.assert(fc.property(fc.string(), (text) => !/[\s@,]/.test(environmentSchema.safeParse(text).data ?? "")));
});

test("sorts the common names first, each once", () => {
  const names = fc.array(fc.constantFrom<string>(...COMMON_ENVIRONMENTS, "qa", "alpha"));
  fc.assert(
    fc.property(names, (given) => {
      const sorted = sortEnvironments(given);
      expect(new Set(sorted)).toEqual(new Set(given));
      expect(sorted).toEqual([...COMMON_ENVIRONMENTS, "alpha", "qa"].filter((name) => given.includes(name)));
    }),
  );
});
