import { expect, test } from "vitest";
import { Room } from "#lib/bounds/room";

const never = new AbortController().signal;

/** What has happened once everything that can go on has. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Takes room and notes the name once it is there. */
function taker(room: Room) {
  const inside: string[] = [];
  const releases = new Map<string, () => void>();
  const take = (name: string, subject: string, bytes: number, signal: AbortSignal = never) =>
    room.take(subject, bytes, signal).then((release) => {
      inside.push(name);
      releases.set(name, release);
    });
  return { inside, take, release: (name: string) => releases.get(name)?.() };
}

test("what does not fit waits its turn, and large things are not overtaken for ever by small ones", async () => {
  const { inside, take, release } = taker(new Room(10, 10));
  await take("first", "a", 6);
  void take("large", "b", 8);
  void take("small", "c", 1);
  await settled();
  expect(inside).toEqual(["first"]);
  release("first");
  await settled();
  expect(inside).toEqual(["first", "large", "small"]);
});

test("a subject that keeps its share stops nobody else", async () => {
  const { inside, take, release } = taker(new Room(10, 5));
  await take("kept", "a", 5);
  void take("waiting", "a", 1);
  await take("other", "b", 5);
  expect(inside).toEqual(["kept", "other"]);
  release("other");
  await settled();
  expect(inside).toEqual(["kept", "other"]);
  release("kept");
  await settled();
  expect(inside).toEqual(["kept", "other", "waiting"]);
});

test("what is larger than a share gets in, alone of its subject", async () => {
  const { inside, take } = taker(new Room(10, 5));
  await take("huge", "a", 100);
  void take("more", "a", 1);
  await settled();
  expect(inside).toEqual(["huge"]);
});

test("waiting ends with its signal, and lets those behind go on", async () => {
  const { inside, take } = taker(new Room(10, 10));
  const giveUp = new AbortController();
  await take("first", "a", 6);
  const waiting = take("large", "b", 8, giveUp.signal);
  void take("small", "c", 4);
  giveUp.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await settled();
  expect(inside).toEqual(["first", "small"]);
});

test("room is given back once, however often", async () => {
  const { inside, take, release } = taker(new Room(10, 10));
  await take("first", "a", 10);
  release("first");
  release("first");
  await take("second", "b", 10);
  void take("third", "c", 1);
  await settled();
  expect(inside).toEqual(["first", "second"]);
});
