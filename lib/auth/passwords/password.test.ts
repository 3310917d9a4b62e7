import { afterEach, expect, test } from "vitest";
import { requireStrongPassword } from "#lib/auth/passwords/password";
import { ESTIMATED_CHARACTERS, estimateStrength } from "#lib/auth/passwords/strength";
import { forget } from "#lib/process";
import { stillRateLimits } from "#testing/machine/still-rate-limits";
import { whileTurning } from "#testing/machine/turns-of-the-loop";

stillRateLimits();

const choose = (password: string, address: string | null = null) =>
  requireStrongPassword("password", password, [], address);

afterEach(() => forget("rate-limit:password-estimates:network"));

test("refuses a password with the score 1, and accepts one with the lowest allowed score 2", async () => {
  await expect(choose("wolverine1987")).rejects.toThrow(/easy to guess/);
  await choose("lanternmop1");
});

test("refuses a password that repeats what is known of the person", async () => {
  await expect(requireStrongPassword("password", "qwxzvkjhbnmp1", ["qwxzvkjhbnmp"], null)).rejects.toThrow(
    /easy to guess/,
  );
});

test("estimates 64 characters and no more", async () => {
  const strong = "violet anchor tumble sieve";
  expect(await estimateStrength("a".repeat(ESTIMATED_CHARACTERS - 1) + strong, [], null)).toBeLessThan(2);
  expect(await estimateStrength(strong + "a".repeat(200), [], null)).toBe(4);
});

test("goes on with other work while a password is estimated", async () => {
  const estimate = () => estimateStrength("p4ssw0rd$3cr3t@dm1n!l0v3m0nk3y".repeat(7), [], null);
  expect(await whileTurning(estimate)).toBeGreaterThan(10);
});

test("estimates no more than 60 passwords in 10 minutes for a network, and does not count others for it", async () => {
  for (let chosen = 1; chosen <= 60; chosen += 1) await choose("lanternmop1", "192.0.2.1");
  await expect(choose("lanternmop1", "192.0.2.1")).rejects.toMatchObject({
    code: "RATE_LIMITED",
    message: expect.stringContaining("60 in 10 minutes for each network"),
  });
  await choose("lanternmop1", "192.0.2.2");
});

test("lets half of the queue be of one network, refuses its further passwords, and serves another network", async () => {
  const of = (address: string) => estimateStrength("lanternmop1", [], address);
  const flood = Array.from({ length: 40 }, () => of("192.0.2.1"));
  const other = of("192.0.2.2");
  const results = await Promise.allSettled(flood);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1 + 25);
  expect(await other).toBeGreaterThanOrEqual(2);
});
