import fc from "fast-check";
import { expect, test } from "vitest";
import { MemoryCounts } from "#lib/rate-limit/memory-counts";
import type { Bucket } from "#lib/rate-limit/rate";

/** A bucket of three tokens, with a new one every ten microseconds. */
const BUCKET: Bucket = { burst: 3, intervalUs: 10 };

function counting(bucket = BUCKET, limit?: number) {
  const clock = { now: 1_000 };
  return { clock, counts: new MemoryCounts(bucket, () => clock.now, limit) };
}

test("lets the burst pass at once, and says how long the next call must wait", () => {
  const { counts } = counting();
  expect([1, 2, 3, 4].map(() => counts.take("a"))).toEqual([0, 0, 0, 10]);
});

test("counts each subject separately", () => {
  const { counts } = counting();
  for (const _ of [1, 2, 3, 4]) counts.take("a");
  expect(counts.take("b")).toBe(0);
});

test("adds one token after each interval, and all of them after as many intervals", () => {
  const { counts, clock } = counting();
  for (const _ of [1, 2, 3]) counts.take("a");
  clock.now += 9;
  expect(counts.take("a")).toBe(1);
  clock.now += 1;
  expect([counts.take("a"), counts.take("a")]).toEqual([0, 10]);
  clock.now += 1_000;
  expect([1, 2, 3, 4].map(() => counts.take("a"))).toEqual([0, 0, 0, 10]);
});

test("does not count refused calls", () => {
  const { counts, clock } = counting();
  for (let attempt = 0; attempt < 50; attempt += 1) counts.take("a");
  clock.now += 10;
  expect(counts.take("a")).toBe(0);
});

test("gives back one token or all of them, but never more than the burst", () => {
  const { counts } = counting();
  for (const _ of [1, 2, 3]) counts.take("a");
  counts.giveBack("a");
  expect([counts.take("a"), counts.take("a")]).toEqual([0, 10]);
  counts.clear("a");
  for (const _ of [1, 2, 3, 4, 5]) counts.giveBack("a");
  expect([1, 2, 3, 4].map(() => counts.take("a"))).toEqual([0, 0, 0, 10]);
});

test("stays small when strangers make up subjects, and still refuses a subject that goes on trying", () => {
  const { counts } = counting({ burst: 3, intervalUs: 1_000_000 }, 100);
  for (const _ of [1, 2, 3]) counts.take("guesser");
  for (let stranger = 0; stranger < 10_000; stranger += 1) {
    counts.take(`stranger ${stranger}`);
    if (stranger % 90 === 0) expect(counts.take("guesser")).toBeGreaterThan(0);
  }
  expect(counts.size).toBeLessThanOrEqual(200);
});

test("forgets a subject that has not called for as long as its bucket takes to fill", () => {
  const { counts, clock } = counting();
  for (let subject = 0; subject < 1_000; subject += 1) counts.take(String(subject));
  for (const _ of [1, 2]) {
    clock.now += 30;
    counts.take("another");
  }
  // The subject calls once in each generation.
  expect(counts.size).toBe(2);
});

const bucket = fc.record({ burst: fc.integer({ min: 1, max: 20 }), intervalUs: fc.integer({ min: 1, max: 50 }) });
const arrivals = fc.array(fc.record({ subject: fc.constantFrom("a", "b"), afterUs: fc.nat(60) }), { maxLength: 300 });

test("lets no more calls pass in any period than the burst and the tokens that came back", () => {
  fc.assert(
    fc.property(bucket, arrivals, (rate, all) => {
      const { counts, clock } = counting(rate);
      const passed: Record<string, number[]> = { a: [], b: [] };
      for (const { subject, afterUs } of all) {
        clock.now += afterUs;
        if (counts.take(subject) === 0) passed[subject]?.push(clock.now);
      }
      for (const times of Object.values(passed)) {
        times.forEach((from, first) => {
          times.slice(first).forEach((until, offset) => {
            expect(offset + 1).toBeLessThanOrEqual(rate.burst + Math.floor((until - from) / rate.intervalUs));
          });
        });
      }
    }),
  );
});

test("lets a call pass after exactly the announced wait, and not a microsecond earlier", () => {
  fc.assert(
    fc.property(bucket, arrivals, (rate, all) => {
      const { counts, clock } = counting(rate);
      for (const { subject, afterUs } of all) {
        clock.now += afterUs;
        const waitUs = counts.take(subject);
        if (waitUs === 0) continue;
        clock.now += waitUs - 1;
        expect(counts.take(subject)).toBe(1);
        clock.now += 1;
        expect(counts.take(subject)).toBe(0);
      }
    }),
  );
});
