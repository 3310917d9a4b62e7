import fc from "fast-check";
import { expect, test } from "vitest";
import { HOUR_MS } from "#lib/clock";
import { backingOff, GrowingPause, PAUSE_FIRST_MS, PAUSE_MAX_MS } from "#lib/gateway/subscriptions/growing-pause";

/** The times at which a catalogue is read whose server announces a change every `everyMs`, in one hour. */
function readings(everyMs: number): number[] {
  const pauses = new GrowingPause();
  const times: number[] = [];
  let next = 0;
  while (next < HOUR_MS) {
    times.push(next);
    const freeAt = next + pauses.begin(next);
    next = Math.ceil(freeAt / everyMs) * everyMs;
  }
  return times;
}

test("reads a catalogue a few times an hour when its server announces changes all the time", () => {
  // 2, 4, 8 … 256 seconds, and then every five minutes.
  expect(readings(100).length).toBeLessThanOrEqual(20);
});

test("reads no catalogue more often than every 20 s over an hour, however its server announces", () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: HOUR_MS / 2 }), (everyMs) => {
      expect(readings(everyMs).length).toBeLessThanOrEqual(HOUR_MS / (10 * PAUSE_FIRST_MS) + 1);
    }),
  );
});

test("reads again soon after a quiet time, and pauses five minutes at most", () => {
  const pauses = new GrowingPause();
  let nowMs = 0;
  for (let each = 0; each < 20; each += 1) {
    const pauseMs = pauses.begin(nowMs);
    expect(pauseMs).toBeLessThanOrEqual(PAUSE_MAX_MS);
    nowMs += pauseMs;
  }
  expect(pauses.begin(nowMs + 11 * PAUSE_MAX_MS)).toBe(PAUSE_FIRST_MS);
});

/** A server's catalogue that is read with `backingOff`. The test itself ends each pause. */
function reader() {
  const stop = new AbortController();
  const pauses: { ms: number; end: () => void }[] = [];
  let works = 0;
  const wait = (ms: number) => new Promise<void>((end) => pauses.push({ ms, end }));
  const work = async () => {
    works += 1;
  };
  const announce = backingOff(stop.signal, work, wait);
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    stop,
    pauses,
    works: () => works,
    announce: async (times = 1) => {
      for (let time = 0; time < times; time += 1) announce();
      await settled();
    },
    endPause: async () => {
      pauses.at(-1)?.end();
      await settled();
    },
  };
}

test("reads at once, and once more after the pause, however many changes are announced in it", async () => {
  const { announce, endPause, works } = reader();
  await announce();
  expect(works()).toBe(1);
  await announce(50);
  expect(works()).toBe(1);
  await endPause();
  expect(works()).toBe(2);
  await endPause();
  expect(works()).toBe(2);
  await announce();
  expect(works()).toBe(3);
});

test("pauses twice as long after each reading while the server goes on announcing", async () => {
  const { announce, endPause, pauses } = reader();
  await announce();
  for (let each = 1; each < 10; each += 1) {
    await announce();
    await endPause();
  }
  const doubled = Array.from({ length: 10 }, (_, each) => Math.min(PAUSE_FIRST_MS * 2 ** each, PAUSE_MAX_MS));
  expect(pauses.map(({ ms }) => ms)).toEqual(doubled);
});

test("reads no more once nobody wants the server", async () => {
  const { announce, endPause, works, stop } = reader();
  await announce(2);
  stop.abort();
  await endPause();
  await announce();
  expect(works()).toBe(1);
});
