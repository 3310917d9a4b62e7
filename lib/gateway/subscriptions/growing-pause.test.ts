import fc from "fast-check";
import { expect, test } from "vitest";
import { HOUR_MS } from "#lib/clock";
import { GrowingPause, PAUSE_FIRST_MS, PAUSE_MAX_MS } from "#lib/gateway/subscriptions/growing-pause";

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
