import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "#lib/clock";
import { ATTEMPTS_MAX, retryDelayMs } from "#lib/webhooks/delivery/retry";

test("waits longer after each attempt, for any random number", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: ATTEMPTS_MAX - 2 }),
      (chance, n) => {
        const [first, second] = [retryDelayMs(n, chance), retryDelayMs(n + 1, chance)];
        expect(first).toBeGreaterThan(0);
        expect(second).toBeGreaterThan(first ?? 0);
      },
    ),
  );
});

test("gives up after eight attempts in about a day", () => {
  const total = (chance: number) =>
    Array.from({ length: ATTEMPTS_MAX - 1 }, (_, n) => retryDelayMs(n + 1, chance) ?? 0).reduce((a, b) => a + b);
  expect(ATTEMPTS_MAX).toBe(8);
  expect(Math.abs(total(0.5) - DAY_MS)).toBeLessThan(HOUR_MS);
  expect(retryDelayMs(ATTEMPTS_MAX, 0.5)).toBeNull();
  expect(retryDelayMs(ATTEMPTS_MAX + 5, 0.5)).toBeNull();
});
