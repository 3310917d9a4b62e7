import { expect, test } from "vitest";
import { waitOrAbort } from "#lib/upstreams/calls/wait-or-abort";

test("work that ends in time is what it ended with, the signal's reason otherwise", async () => {
  const stop = new AbortController();
  expect(await waitOrAbort(Promise.resolve("done"), stop.signal)).toBe("done");
  await expect(waitOrAbort(Promise.reject(new Error("failed")), stop.signal)).rejects.toThrow("failed");
  const waiting = waitOrAbort(new Promise(() => {}), stop.signal);
  stop.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
});

test("work that fails when nobody waits any more disturbs nobody", async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  await expect(waitOrAbort(promise, AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
  reject(new Error("late"));
  // Vitest fails a run with a rejection that nobody handled.
  await new Promise((resolve) => setImmediate(resolve));
});
