import { expect, test } from "vitest";
import { orAborted } from "#lib/upstreams/calls/or-aborted";

test("work that ends in time is what it ended with, the signal's reason otherwise", async () => {
  const stop = new AbortController();
  expect(await orAborted(Promise.resolve("done"), stop.signal)).toBe("done");
  await expect(orAborted(Promise.reject(new Error("failed")), stop.signal)).rejects.toThrow("failed");
  const waiting = orAborted(new Promise(() => {}), stop.signal);
  stop.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
});

test("work that fails when nobody waits any more disturbs nobody", async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  await expect(orAborted(promise, AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
  reject(new Error("late"));
  // Vitest fails a run with a rejection that nobody handled.
  await new Promise((resolve) => setImmediate(resolve));
});
