import fc from "fast-check";
import { expect, test } from "vitest";
import { COMMON_ENVIRONMENTS, ENVIRONMENT_MAX, sortEnvironments } from "#lib/upstreams/environment";
import { environmentSchema } from "#lib/upstreams/settings/schema";

test.each(["production", "staging", "eu-west-1", "7", "x".repeat(ENVIRONMENT_MAX)])("%s is a name", (name) => {
  expect(environmentSchema.parse(` ${name} `)).toBe(name);
});

test.each(["", "Production", "pre prod", "-a", "a-", "a--b", "a_b", "prüf", "x".repeat(ENVIRONMENT_MAX + 1), "a\nb"])(
  "%j is refused",
  (name) => expect(environmentSchema.safeParse(name).success).toBe(false),
);

test("names that pass stand in a key's one line of reach without a separator", () => {
  fc.assert(fc.property(fc.string(), (text) => !/[\s@,]/.test(environmentSchema.safeParse(text).data ?? "")));
});

test("the common ones come first, each once", () => {
  const names = fc.array(fc.constantFrom<string>(...COMMON_ENVIRONMENTS, "qa", "alpha"));
  fc.assert(
    fc.property(names, (given) => {
      const sorted = sortEnvironments(given);
      expect(new Set(sorted)).toEqual(new Set(given));
      expect(sorted).toEqual([...COMMON_ENVIRONMENTS, "alpha", "qa"].filter((name) => given.includes(name)));
    }),
  );
});
