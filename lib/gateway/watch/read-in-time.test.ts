import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readInTime, UNREAD_MAX_MS } from "#lib/gateway/watch/read-in-time";

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "clearInterval", "Date", "performance"] }));
afterEach(() => vi.useRealTimers());

/** Follows a read without leaving its rejection unhandled. */
function follow<T>(read: () => Promise<T>) {
  const state: { value?: T; error?: unknown } = {};
  const ended = readInTime(read).then(
    (value) => Object.assign(state, { value }),
    (error: unknown) => Object.assign(state, { error }),
  );
  return { state, ended };
}

test("tries again when a read fails, and gives the first answer", async () => {
  const read = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error("connection lost"));
  read.mockResolvedValue("rights");
  const { ended, state } = follow(read);
  await vi.advanceTimersByTimeAsync(UNREAD_MAX_MS / 4);
  await ended;
  expect(state).toEqual({ value: "rights" });
  expect(read).toHaveBeenCalledTimes(2);
});

test("gives the last error after two seconds of failures, and then reads no more", async () => {
  const read = vi.fn(() => Promise.reject(new Error("connection refused")));
  const { ended, state } = follow(read);
  await vi.advanceTimersByTimeAsync(UNREAD_MAX_MS - 1);
  expect(state).toEqual({});
  await vi.advanceTimersByTimeAsync(1);
  await ended;
  expect(state).toEqual({ error: new Error("connection refused") });
  const reads = read.mock.calls.length;
  await vi.advanceTimersByTimeAsync(UNREAD_MAX_MS);
  expect(read.mock.calls.length - reads).toBeLessThanOrEqual(1);
});

test("says that the database did not answer when a read does not end", async () => {
  const { ended, state } = follow(() => new Promise<never>(() => {}));
  await vi.advanceTimersByTimeAsync(UNREAD_MAX_MS);
  await ended;
  expect(state.error).toMatchObject({ message: "The database did not answer in time." });
});

test("does not count the time in which the process could not run", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const { ended, state } = follow(() => promise);
  vi.setSystemTime(Date.now() + 10 * UNREAD_MAX_MS);
  await vi.advanceTimersByTimeAsync(UNREAD_MAX_MS / 2);
  resolve("rights");
  await ended;
  expect(state).toEqual({ value: "rights" });
});
