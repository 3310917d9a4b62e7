import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#lib/clock";
import { CONFIRMED_AFTER_MS, type Health, judge, type News, STEADY_AFTER_MS } from "#lib/upstreams/health/health";

const WELL: Health = { troubledSince: null, worksAgainSince: null, toldAt: null };
const START = new Date("2026-11-21T12:00:00Z").getTime();
const at = (ms: number) => new Date(START + ms);

type Check = { afterMs: number; fails: boolean };
type Told = { news: News; atMs: number };

/** Judges one check after the other. @returns what the admins are told, and when */
function run(checks: readonly Check[], hasWorked = true): Told[] {
  let health = WELL;
  let nowMs = 0;
  return checks.flatMap(({ afterMs, fails }) => {
    nowMs += afterMs;
    const verdict = judge(health, { isInTrouble: fails, hasWorked }, at(nowMs));
    health = verdict.health;
    return verdict.news ? [{ news: verdict.news, atMs: nowMs }] : [];
  });
}

const checks = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 2 * HOUR_MS }), fails: fc.boolean() }));
const every = (afterMs: number, ...outcomes: string[]): Check[] =>
  outcomes.map((outcome) => ({ afterMs, fails: outcome === "fails" }));

describe("admins", () => {
  test("hear in turn that a server does not work and that it works again, whatever the checks find", () => {
    fc.assert(
      fc.property(checks, (all) => {
        const news = run(all).map((one) => one.news);
        expect(news).toEqual(news.map((_, index) => (index % 2 === 0 ? "failing" : "recovered")));
      }),
    );
  });

  test("hear nothing of a server that has never worked", () => {
    fc.assert(fc.property(checks, (all) => run(all, false).length === 0));
  });

  test("hear nothing of a failure that is over at the next check", () => {
    expect(run(every(STEADY_AFTER_MS, "fails", "works", "works", "fails", "works"))).toEqual([]);
  });

  test("hear of a failure once it is confirmed, and that it is over once the server has worked for a while", () => {
    const outage = [...every(MINUTE_MS, "fails", "fails", "fails", "fails"), ...every(MINUTE_MS, ..."wwwwwwww")];
    expect(run(outage)).toEqual([
      { news: "failing", atMs: 2 * MINUTE_MS },
      { news: "recovered", atMs: 5 * MINUTE_MS + STEADY_AFTER_MS },
    ]);
  });

  test("hear once of a server that works now and then", () => {
    const flapping = Array.from({ length: 200 }, (_, index) => (index % 3 === 0 ? "fails" : "works"));
    expect(run(every(MINUTE_MS, ...flapping))).toEqual([{ news: "failing", atMs: 4 * MINUTE_MS }]);
  });
});

test("a server in trouble is always checked again: at first after a minute, then more rarely, and at least every hour", () => {
  const trouble = fc.record({
    troubledSince: fc.option(fc.integer({ min: -9 * HOUR_MS, max: 9 * HOUR_MS }).map(at)),
    worksAgainSince: fc.option(fc.integer({ min: -9 * HOUR_MS, max: 9 * HOUR_MS }).map(at)),
    toldAt: fc.option(fc.constant(at(0))),
  });
  fc.assert(
    fc.property(trouble, fc.boolean(), (before, fails) => {
      const { health, checkAt } = judge(before, { isInTrouble: fails, hasWorked: true }, at(0));
      expect(checkAt === null).toBe(health.troubledSince === null);
      if (!checkAt) {
        expect(health).toEqual(WELL);
        return;
      }
      expect(checkAt.getTime() - START).toBeGreaterThanOrEqual(CONFIRMED_AFTER_MS);
      expect(checkAt.getTime() - START).toBeLessThanOrEqual(HOUR_MS);
    }),
  );
  const pauses = [0, 10 * SECOND_MS, 10 * MINUTE_MS, 24 * HOUR_MS].map((ago) => {
    const { checkAt } = judge({ ...WELL, troubledSince: at(-ago) }, { isInTrouble: true, hasWorked: true }, at(0));
    return (checkAt?.getTime() ?? 0) - START;
  });
  expect(pauses).toEqual([MINUTE_MS, MINUTE_MS, 5 * MINUTE_MS, HOUR_MS]);
});

test("a time in the future, from before the clock was set back, does not count", () => {
  const before = { troubledSince: at(HOUR_MS), worksAgainSince: null, toldAt: null };
  const { health } = judge(before, { isInTrouble: true, hasWorked: true }, at(0));
  expect(health.troubledSince).toEqual(at(0));
});
