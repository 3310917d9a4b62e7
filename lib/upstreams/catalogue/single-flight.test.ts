import { expect, test } from "vitest";
import { type InFlight, singleFlight } from "#lib/upstreams/catalogue/single-flight";

test("shares the work and its result between simultaneous calls with one key", async () => {
  const running: InFlight<number> = new Map();
  let started = 0;
  const work = async () => ++started;
  expect(await Promise.all([1, 2, 3].map(() => singleFlight(running, "a", work)))).toEqual([1, 1, 1]);
  expect(await singleFlight(running, "a", work)).toBe(2);
});

test("does separate work for another key", async () => {
  const running: InFlight<string> = new Map();
  const both = ["a", "b"].map((key) => singleFlight(running, key, async () => key));
  expect(await Promise.all(both)).toEqual(["a", "b"]);
});

test("rejects for all callers that share a failure, and does not keep it", async () => {
  const running: InFlight<string> = new Map();
  const fail = () => Promise.reject(new Error("no"));
  const outcomes = await Promise.allSettled([1, 2].map(() => singleFlight(running, "a", fail)));
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await singleFlight(running, "a", async () => "yes")).toBe("yes");
});
