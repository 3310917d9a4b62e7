import fc from "fast-check";
import { expect, test } from "vitest";
import { expiryOptions, restrictExpiry, typedDays } from "#lib/keys/settings/expiry-options";
import type { Allowance } from "#lib/policy/allowance";

const OPEN: Allowance = { lifetime: null, expiryRequiredBy: [], fullAccessDeniedBy: [], closed: [] };
const limited = (maxDays: number): Allowance => ({
  ...OPEN,
  lifetime: { maxDays, workspace: "Acme" },
  expiryRequiredBy: ["Acme"],
});

test("offers everything without a policy", () => {
  expect(expiryOptions(OPEN)).toEqual({ presets: [7, 30, 90, 365], maxDays: 365, mayBeNever: true });
});

test("offers the maximum and nothing longer, and no key without an expiry", () => {
  expect(expiryOptions(limited(60))).toEqual({ presets: [7, 30, 60], maxDays: 60, mayBeNever: false });
  expect(expiryOptions(limited(3)).presets).toEqual([3]);
});

test("replaces any choice by one that is offered", () => {
  const choice = fc.constantFrom("7", "30", "90", "365", "custom", "never", "12");
  fc.assert(
    fc.property(choice, fc.integer({ min: 1, max: 365 }), (given, maxDays) => {
      const options = expiryOptions(limited(maxDays));
      const settled = restrictExpiry(given, options);
      expect(settled).not.toBe("never");
      if (settled !== "custom") expect(Number(settled)).toBeLessThanOrEqual(maxDays);
    }),
  );
});

test("replaces a choice that is not offered by 90 days, or by the maximum when that is shorter", () => {
  expect(restrictExpiry("never", expiryOptions(limited(365)))).toBe("90");
  expect(restrictExpiry("365", expiryOptions(limited(60)))).toBe("60");
  expect(restrictExpiry("never", expiryOptions(OPEN))).toBe("never");
});

test("accepts a typed number only up to the maximum", () => {
  const options = expiryOptions(limited(30));
  expect(["1", " 30 ", "31", "0", "1.5", "", "-1"].map((text) => typedDays(text, options))).toEqual([
    1,
    30,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
