import { beforeEach, expect, test } from "vitest";
import { acquireAnswerMemory } from "#lib/gateway/calls/answer-memory";
import { forget } from "#lib/process";
import { answerMaxBytes } from "#lib/upstreams/wire/answer-size";
import { provideTestEnv } from "#testing/databases/use-database";

beforeEach(() => {
  provideTestEnv();
  forget("answer-memory");
});

/**
 * Asks for room for one of the largest answers; names the owner and the server once it is there. Each owner uses a key
 * of its own for each server, and each server is in a workspace of its own.
 */
function taker() {
  const inside: string[] = [];
  const take = async (owner: string, server: string, signal = new AbortController().signal) => {
    const holder = { key: `${owner} for ${server}`, owner, workspace: `workspace of ${server}`, server };
    const leave = await acquireAnswerMemory(holder, answerMaxBytes(), signal);
    inside.push(`${owner} ${server}`);
    return leave;
  };
  return { inside, take };
}

test("an owner that reads no answers leaves memory for others at the same server", async () => {
  const { inside, take } = taker();
  const leave = await take("deaf", "notes");
  const second = take("deaf", "notes");
  await take("honest", "notes");
  expect(inside).toEqual(["deaf notes", "honest notes"]);
  leave();
  leave();
  // The other holds the rest of what the server has room for.
  await second;
  expect(inside).toHaveLength(3);
});

test("one owner gets at most half of all memory, with any number of keys and servers", async () => {
  const { inside, take } = taker();
  await take("deaf", "a");
  await take("deaf", "b");
  void take("deaf", "c");
  void take("deaf", "d");
  await take("honest", "c");
  await take("modest", "d");
  expect(inside).toEqual(["deaf a", "deaf b", "honest c", "modest d"]);
});

test("one server gets at most half of all memory, for any number of owners", async () => {
  const { inside, take } = taker();
  await take("1", "large");
  await take("2", "large");
  void take("3", "large");
  await take("4", "notes");
  expect(inside).toEqual(["1 large", "2 large", "4 notes"]);
});

test("a call that stops waiting holds no memory", async () => {
  const { take } = taker();
  const leave = await take("1", "large");
  await take("2", "large");
  const gone = new AbortController();
  const waiting = take("3", "large", gone.signal);
  gone.abort();
  await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  leave();
  await take("3", "large");
});
