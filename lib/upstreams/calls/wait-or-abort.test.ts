import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { waitOrAbort } from "#lib/upstreams/calls/wait-or-abort";

test("ends like the work, or with the reason of the signal when it fires first", async () => {
  const stop = new AbortController();
  expect(await waitOrAbort(Promise.resolve("done"), stop.signal)).toBe("done");
  await expect(waitOrAbort(Promise.reject(new Error("failed")), stop.signal)).rejects.toThrow("failed");
  const waiting = waitOrAbort(new Promise(() => {}), stop.signal);
  stop.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
});

test("handles the error of work that fails after the signal", async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  await expect(waitOrAbort(promise, AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
  reject(new Error("late"));
  // Vitest fails a run that has an unhandled rejection.
  await new Promise((resolve) => setImmediate(resolve));
});

test("keeps no listener on the signal, however the work ends", async () => {
  const { signal } = new AbortController();
  for (const work of [Promise.resolve("done"), Promise.reject(new Error("failed"))]) {
    const waiting = waitOrAbort(work, signal);
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await waiting.catch(() => {});
    expect(getEventListeners(signal, "abort")).toEqual([]);
  }
});
