import { expect, test } from "vitest";
import { FairSemaphore } from "#lib/bounds/fair-semaphore";

const never = new AbortController().signal;

/** Waits until every waiter that can be admitted has been admitted. */
const waitersAdmitted = () => new Promise((resolve) => setImmediate(resolve));

/** Acquires units under a name, and lists the names whose units are held in the order in which they got them. */
function recorder(semaphore: FairSemaphore) {
  const acquired: string[] = [];
  const releases = new Map<string, () => void>();
  const acquire = (name: string, subject: string, units: number, signal: AbortSignal = never) =>
    semaphore.acquire(subject, units, signal).then((release) => {
      acquired.push(name);
      releases.set(name, release);
    });
  return { acquired, acquire, release: (name: string) => releases.get(name)?.() };
}

test("admits waiters in the order of arrival, so small requests do not overtake a large one", async () => {
  const { acquired, acquire, release } = recorder(new FairSemaphore(10, 10));
  await acquire("first", "a", 6);
  void acquire("large", "b", 8);
  void acquire("small", "c", 1);
  await waitersAdmitted();
  expect(acquired).toEqual(["first"]);
  release("first");
  await waitersAdmitted();
  expect(acquired).toEqual(["first", "large", "small"]);
});

test("lets other subjects in while one subject holds its whole share", async () => {
  const { acquired, acquire, release } = recorder(new FairSemaphore(10, 5));
  await acquire("kept", "a", 5);
  void acquire("waiting", "a", 1);
  await acquire("other", "b", 5);
  expect(acquired).toEqual(["kept", "other"]);
  release("other");
  await waitersAdmitted();
  expect(acquired).toEqual(["kept", "other"]);
  release("kept");
  await waitersAdmitted();
  expect(acquired).toEqual(["kept", "other", "waiting"]);
});

test("counts a request that is larger than a share as one whole share", async () => {
  const { acquired, acquire } = recorder(new FairSemaphore(10, 5));
  await acquire("huge", "a", 100);
  void acquire("more", "a", 1);
  await waitersAdmitted();
  expect(acquired).toEqual(["huge"]);
});

test("ends a wait with its signal and admits those behind it", async () => {
  const { acquired, acquire } = recorder(new FairSemaphore(10, 10));
  const giveUp = new AbortController();
  await acquire("first", "a", 6);
  const waiting = acquire("large", "b", 8, giveUp.signal);
  void acquire("small", "c", 4);
  giveUp.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await waitersAdmitted();
  expect(acquired).toEqual(["first", "small"]);
});

test("releases units once, even when release is called twice", async () => {
  const { acquired, acquire, release } = recorder(new FairSemaphore(10, 10));
  await acquire("first", "a", 10);
  release("first");
  release("first");
  await acquire("second", "b", 10);
  void acquire("third", "c", 1);
  await waitersAdmitted();
  expect(acquired).toEqual(["first", "second"]);
});

test("refuses at once when the signal has already fired, and holds nothing then", async () => {
  const { acquired, acquire } = recorder(new FairSemaphore(10, 10));
  await expect(acquire("late", "a", 10, AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
  await acquire("next", "b", 10);
  expect(acquired).toEqual(["next"]);
});

test("keeps the units of a subject whose signal fires after it got them", async () => {
  const { acquired, acquire, release } = recorder(new FairSemaphore(10, 10));
  const stop = new AbortController();
  await acquire("first", "a", 6);
  const waiting = acquire("second", "b", 8, stop.signal);
  release("first");
  await waiting;
  stop.abort(new Error("late"));
  void acquire("third", "c", 4);
  await waitersAdmitted();
  expect(acquired).toEqual(["first", "second"]);
  release("second");
  await waitersAdmitted();
  expect(acquired).toEqual(["first", "second", "third"]);
});

test("admits a request of another subject behind waiters whose subject holds its share", async () => {
  const { acquired, acquire } = recorder(new FairSemaphore(12, 4));
  await acquire("kept", "a", 4);
  void acquire("waiting", "a", 4);
  void acquire("other", "b", 4);
  void acquire("more", "c", 2);
  await waitersAdmitted();
  expect(acquired).toEqual(["kept", "other", "more"]);
});
