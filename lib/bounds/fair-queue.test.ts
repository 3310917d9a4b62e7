import { getEventListeners } from "node:events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FairQueue } from "#lib/bounds/fair-queue";
import type { Holder } from "#lib/bounds/fair-shares";
import { isQueueFull, type QueueFullError } from "#lib/bounds/queue-full";

/** Waits until everybody who may enter has entered. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Acquires units under a name, and lists the names in the order in which they got their units. */
function recorder(queue: FairQueue) {
  const entered: string[] = [];
  const releases = new Map<string, () => void>();
  const acquire = (name: string, holder: Holder, units: number, signal?: AbortSignal) =>
    queue.acquire(holder, units, signal).then((release) => {
      entered.push(name);
      releases.set(name, release);
    });
  return { entered, acquire, release: (name: string) => releases.get(name)?.() };
}

const of = (owner: string): Holder => ({ owner, workspace: owner });
const TEN = { limit: 10, largest: 5, parts: { owner: 10, workspace: 10 } };

test("a small request of another owner does not overtake a large one that lacks free units", async () => {
  const { entered, acquire, release } = recorder(new FairQueue(TEN));
  await acquire("first", of("a"), 5);
  await acquire("second", of("b"), 3);
  void acquire("large", of("c"), 5);
  void acquire("small", of("d"), 1);
  await settled();
  expect(entered).toEqual(["first", "second"]);
  release("first");
  await settled();
  expect(entered).toEqual(["first", "second", "large", "small"]);
});

test("a waiter whose owner holds its part does not stop those behind it, also when few units are free", async () => {
  const { entered, acquire } = recorder(new FairQueue({ limit: 16, largest: 4, parts: { owner: 8 } }));
  await acquire("kept", of("a"), 4);
  await acquire("kept too", of("a"), 4);
  await acquire("other", of("b"), 4);
  void acquire("waiting", of("a"), 4);
  // Four units are free, and this one leaves two, which are fewer than the first waiter wants.
  void acquire("modest", of("c"), 2);
  void acquire("modest too", of("d"), 2);
  await settled();
  expect(entered).toEqual(["kept", "kept too", "other", "modest", "modest too"]);
});

test("owners take turns, however many requests each has", async () => {
  const { entered, acquire, release } = recorder(new FairQueue({ limit: 1 }));
  await acquire("0", of("x"), 1);
  for (const name of ["a1", "a2", "a3", "b1", "c1", "c2"]) void acquire(name, of(name[0] ?? ""), 1);
  for (const name of ["0", "a1", "b1", "c1", "a2", "c2"]) {
    release(name);
    await settled();
  }
  expect(entered).toEqual(["0", "a1", "b1", "c1", "a2", "c2", "a3"]);
});

test("counts a request that is larger than the largest one as the largest one", async () => {
  const { entered, acquire } = recorder(new FairQueue(TEN));
  await acquire("huge", of("a"), 100);
  await acquire("other", of("b"), 5);
  expect(entered).toEqual(["huge", "other"]);
});

test("gives units back once, even when release is called twice", async () => {
  const queue = new FairQueue(TEN);
  const release = await queue.acquire(of("a"), 5);
  await queue.acquire(of("b"), 5);
  release();
  release();
  expect(queue.state).toEqual({ used: 5, waiting: 0 });
});

test("ends a wait with its signal, admits those behind it, and keeps no listener", async () => {
  const queue = new FairQueue(TEN);
  const { entered, acquire, release } = recorder(queue);
  const giveUp = new AbortController();
  await acquire("first", of("a"), 5);
  await acquire("second", of("b"), 3);
  const waiting = acquire("large", of("c"), 5, giveUp.signal);
  void acquire("small", of("d"), 2);
  giveUp.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await settled();
  expect(entered).toEqual(["first", "second", "small"]);
  await expect(acquire("late", of("e"), 1, giveUp.signal)).rejects.toThrow("enough");
  const later = new AbortController();
  const entering = acquire("third", of("c"), 5, later.signal);
  expect(getEventListeners(later.signal, "abort")).toHaveLength(1);
  release("first");
  await entering;
  expect(getEventListeners(later.signal, "abort")).toEqual([]);
  later.abort();
  expect(queue.state).toEqual({ used: 10, waiting: 0 });
});

test("the queue has an end, and no owner fills it", async () => {
  const queue = new FairQueue({ limit: 1 }, 8);
  await queue.acquire(of("x"), 1);
  const waiting: Promise<unknown>[] = [];
  const refused: unknown[] = [];
  const stop = new AbortController();
  for (const owner of [..."aaaaaaaabcdefgh"]) {
    waiting.push(queue.acquire(of(owner), 1, stop.signal).catch((error) => refused.push(error)));
  }
  await settled();
  expect(queue.state.waiting).toBe(8);
  expect(refused.every(isQueueFull)).toBe(true);
  expect(refused.map((error) => (error as QueueFullError).full)).toEqual([
    "owner",
    "owner",
    "owner",
    "owner",
    "all",
    "all",
    "all",
  ]);
  stop.abort();
  await Promise.all(waiting);
  expect(queue.state).toEqual({ used: 1, waiting: 0 });
});

const LIMIT = 64;
const LARGEST = 4;
const WAITERS_MAX = 200;

/** Owners ask, leave the queue, or give back, at random. */
const commands = fc.array(
  fc.record({
    does: fc.constantFrom("ask", "ask", "ask", "abort", "release"),
    owner: fc.nat({ max: 9 }),
    workspace: fc.nat({ max: 4 }),
    units: fc.integer({ min: 1, max: LARGEST }),
    which: fc.nat({ max: 1_000 }),
  }),
  { minLength: 50, maxLength: 150 },
);

type Asked = { owner: string; stop: AbortController; release?: () => void; ended: Promise<unknown> };

/** Plays commands. @returns everything asked for, and the owners in the order in which they entered */
async function play(queue: FairQueue, played: readonly Command[]) {
  const asked: Asked[] = [];
  const entered: string[] = [];
  const ask = (holder: Holder, units: number) => {
    const one: Asked = { owner: holder.owner ?? "", stop: new AbortController(), ended: Promise.resolve() };
    one.ended = queue.acquire(holder, units, one.stop.signal).then(
      (release) => {
        entered.push(one.owner);
        one.release = release;
      },
      () => {},
    );
    asked.push(one);
    return one;
  };
  for (const { does, owner, workspace, units, which } of played) {
    if (does === "ask") ask({ owner: `${owner}`, workspace: `${workspace}` }, units);
    else if (does === "abort") asked.at(which % (asked.length || 1))?.stop.abort();
    else
      asked
        .filter(({ release }) => release)
        .at(which % 7)
        ?.release?.();
    expect(queue.state.waiting).toBeLessThanOrEqual(WAITERS_MAX);
    expect(queue.state.used).toBeLessThanOrEqual(LIMIT);
    if (which % 3 === 0) await settled();
  }
  await settled();
  return { asked, entered, ask };
}

type Command = { does: string; owner: number; workspace: number; units: number; which: number };

test("a modest owner enters after at most one request of each owner that waits before it", async () => {
  await fc.assert(
    fc.asyncProperty(commands, fc.integer({ min: 1, max: LARGEST }), async (played, units) => {
      const queue = new FairQueue({ limit: LIMIT, largest: LARGEST }, WAITERS_MAX);
      const { asked, entered, ask } = await play(queue, played);
      const before = entered.length;
      ask({ owner: "modest", workspace: "modest" }, units);
      await settled();
      for (const one of asked) {
        if (entered.includes("modest")) break;
        one.release?.();
        await settled();
      }
      const ahead = entered.slice(before, entered.indexOf("modest"));
      expect(entered).toContain("modest");
      expect(ahead).toHaveLength(new Set(ahead).size);
    }),
    { numRuns: 100 },
  );
});

test("nothing is left after everybody has left the queue or given back", async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (played) => {
      const queue = new FairQueue({ limit: LIMIT, largest: LARGEST }, WAITERS_MAX);
      const { asked } = await play(queue, played);
      for (const { stop } of asked) stop.abort();
      await Promise.all(asked.map(({ ended }) => ended));
      for (const { release } of asked) release?.();
      expect(queue.state).toEqual({ used: 0, waiting: 0 });
    }),
    { numRuns: 100 },
  );
});
