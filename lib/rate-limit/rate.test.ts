import { expect, test } from "vitest";
import { MemoryCounts } from "#lib/rate-limit/memory-counts";
import { bucketOf, refusalOf } from "#lib/rate-limit/rate";

const KEY_RATE = { times: 600, perSeconds: 60, burst: 100 };

test("gives a key that always calls 100 calls at once and then 600 a minute", () => {
  const clock = { now: 0 };
  const counts = new MemoryCounts(bucketOf(KEY_RATE), () => clock.now);
  const passedIn = (minutes: number) => {
    let passed = 0;
    for (const end = clock.now + minutes * 60_000_000; clock.now < end; clock.now += 5_000) {
      if (counts.take("key") === 0) passed += 1;
    }
    return passed;
  };
  let burst = 0;
  while (counts.take("key") === 0) burst += 1;
  expect(burst).toBe(100);
  expect(passedIn(1)).toBeGreaterThanOrEqual(599);
  expect(passedIn(10)).toBe(6_000);
});

test("says in a refusal the limit of a minute, the wait for the next call, and the wait for the whole burst", () => {
  expect(refusalOf(KEY_RATE, 40_000)).toEqual({ perMinute: 600, waitSeconds: 1, resetSeconds: 10 });
  const signIn = { times: 5, perSeconds: 900, burst: 5 };
  expect(refusalOf(signIn, 179_000_001)).toMatchObject({ waitSeconds: 180, resetSeconds: 900 });
});

test("keeps a rate of up to 30,000 a minute within a thousandth when its interval must be rounded", () => {
  for (const times of [1, 7, 599, 29_999]) {
    const { intervalUs } = bucketOf({ times, perSeconds: 60, burst: 1 });
    expect(Math.abs(60_000_000 / intervalUs / times - 1)).toBeLessThan(0.001);
  }
});
