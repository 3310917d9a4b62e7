import { expect, test } from "vitest";
import { requireStrongPassword } from "#lib/auth/passwords/password";

test("refuses a password with the score 1, and accepts one with the lowest allowed score 2", () => {
  expect(() => requireStrongPassword("password", "wolverine1987", [])).toThrow(/easy to guess/);
  expect(() => requireStrongPassword("password", "lanternmop1", [])).not.toThrow();
});
