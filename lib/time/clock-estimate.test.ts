import fc from "fast-check";
import { expect, test } from "vitest";
import { ClockEstimate, type Reading } from "#lib/time/clock-estimate";

const HOUR_MS = 3_600_000;
const BEGAN_MS = Date.parse("2026-11-30T12:00:00Z");

/** A machine and a database whose clocks differ. Time passes only when a test says so. */
class World {
  databaseMs = BEGAN_MS;
  own: Reading;
  readonly estimate = new ClockEstimate();

  constructor(offsetMs: number) {
    this.own = { wallMs: BEGAN_MS + offsetMs, steadyMs: 5_000 };
  }

  pass(ms: number): void {
    this.databaseMs += ms;
    this.own = { wallMs: this.own.wallMs + ms, steadyMs: this.own.steadyMs + ms };
  }

  /** The machine sleeps: its steady clock stands still. */
  suspend(ms: number): void {
    this.databaseMs += ms;
    this.own = { ...this.own, wallMs: this.own.wallMs + ms };
  }

  setWall(byMs: number): void {
    this.own = { ...this.own, wallMs: this.own.wallMs + byMs };
  }

  ask(thereMs: number, backMs: number): boolean {
    const sent = this.own;
    this.pass(thereMs);
    const told = this.databaseMs;
    this.pass(backMs);
    return this.estimate.take(sent, told, this.own);
  }

  /** How far the estimate is ahead of the database's clock. */
  get errorMs(): number {
    return this.estimate.at(this.own) - this.databaseMs;
  }
}

const offset = fc.integer({ min: -30 * 24 * HOUR_MS, max: 30 * 24 * HOUR_MS });
const way = fc.integer({ min: 0, max: 10_000 });
const pause = fc.integer({ min: 0, max: HOUR_MS });

test("the own clock is the estimate until the database told its time", () => {
  const world = new World(HOUR_MS);
  expect(world.estimate.isKnown).toBe(false);
  expect(world.errorMs).toBe(HOUR_MS);
  expect(world.estimate.hasJumped(world.own)).toBe(false);
});

test("after any answers, the estimate is off by the time of the quickest one at most", () => {
  fc.assert(
    fc.property(offset, fc.array(fc.tuple(pause, way, way), { minLength: 1 }), (offsetMs, asked) => {
      const world = new World(offsetMs);
      let quickestMs = Number.POSITIVE_INFINITY;
      for (const [pauseMs, thereMs, backMs] of asked) {
        world.pass(pauseMs);
        expect(world.ask(thereMs, backMs)).toBe(true);
        quickestMs = Math.min(quickestMs, thereMs + backMs);
        expect(Math.abs(world.errorMs)).toBeLessThanOrEqual(quickestMs);
      }
    }),
  );
});

test("a slow answer does not move a good estimate", () => {
  const world = new World(-HOUR_MS);
  world.ask(1, 1);
  const before = world.errorMs;
  world.pass(1_000);
  world.ask(9_000, 4_000);
  expect(world.errorMs).toBe(before);
});

test("a wall clock that is set back, or was wrong all the time, changes nothing", () => {
  fc.assert(
    fc.property(offset, fc.array(fc.tuple(pause, fc.integer({ min: -HOUR_MS, max: 0 }))), (offsetMs, jumps) => {
      const world = new World(offsetMs);
      world.ask(1, 1);
      const before = world.errorMs;
      for (const [pauseMs, byMs] of jumps) {
        world.pass(pauseMs);
        world.setWall(byMs);
        expect(world.errorMs).toBeCloseTo(before, 3);
      }
    }),
  );
});

test("whatever happens to the own clocks, the estimate is never behind, so nothing that has ended is alive", () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant("pass" as const), ms: pause }),
    fc.record({ kind: fc.constant("suspend" as const), ms: pause }),
    fc.record({ kind: fc.constant("forward" as const), ms: pause }),
  );
  fc.assert(
    fc.property(offset, fc.array(event), (offsetMs, events) => {
      const world = new World(offsetMs);
      world.ask(1, 1);
      for (const { kind, ms } of events) {
        if (kind === "pass") world.pass(ms);
        else if (kind === "suspend") world.suspend(ms);
        else world.setWall(ms);
        expect(world.errorMs).toBeGreaterThanOrEqual(-2);
      }
    }),
  );
});

test("after the machine slept, the estimate is right at once", () => {
  const world = new World(HOUR_MS);
  world.ask(1, 1);
  world.suspend(8 * HOUR_MS);
  expect(Math.abs(world.errorMs)).toBeLessThanOrEqual(2);
});

test("a wall clock that is set forward is noticed, and the next answer corrects the estimate", () => {
  const world = new World(0);
  world.ask(1, 1);
  world.setWall(HOUR_MS);
  expect(world.estimate.hasJumped(world.own)).toBe(true);
  expect(world.errorMs).toBeCloseTo(HOUR_MS, -1);
  world.ask(1, 1);
  expect(Math.abs(world.errorMs)).toBeLessThanOrEqual(2);
  expect(world.estimate.hasJumped(world.own)).toBe(false);
});

test("a change of the database's clock is taken over, such as that of another server after a failover", () => {
  fc.assert(
    fc.property(offset, (byMs) => {
      const world = new World(0);
      world.ask(1, 1);
      world.databaseMs += byMs;
      world.ask(1, 1);
      expect(Math.abs(world.errorMs)).toBeLessThanOrEqual(2);
    }),
  );
});

test.each([
  ["set", (world: World) => world.setWall(HOUR_MS)],
  ["set back", (world: World) => world.setWall(-HOUR_MS)],
  ["stopped by a suspension", (world: World) => world.suspend(HOUR_MS)],
])("an exchange during which a clock was %s is not used", (_what, happen) => {
  const world = new World(0);
  world.ask(1, 1);
  const before = world.estimate.at(world.own);
  const sent = world.own;
  const told = world.databaseMs - 12_345;
  happen(world);
  expect(world.estimate.take(sent, told, world.own)).toBe(false);
  expect(world.estimate.at(sent)).toBeCloseTo(before, 3);
});
