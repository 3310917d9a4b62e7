import { expect, test } from "vitest";
import { addDays } from "#lib/clock";
import { expiryOf } from "#lib/keys/settings/expiry";
import { NOW } from "#testing/people/factories";

test("is the default when nothing is given, and never for null", () => {
  expect(expiryOf({}, NOW)).toEqual(addDays(NOW, 90));
  expect(expiryOf({ expiresInDays: null }, NOW)).toBeNull();
  expect(expiryOf({ expiresAt: null }, NOW)).toBeNull();
});

test("accepts an instant from 1 ms after now to exactly 365 days away", () => {
  for (const expiresAt of [new Date(NOW.getTime() + 1), addDays(NOW, 365)]) {
    expect(expiryOf({ expiresAt }, NOW)).toEqual(expiresAt);
  }
});

test("refuses now, and an instant 1 ms after the 365 days", () => {
  for (const expiresAt of [NOW, new Date(addDays(NOW, 365).getTime() + 1)]) {
    expect(() => expiryOf({ expiresAt }, NOW)).toThrow("Give an instant in the future");
  }
});
