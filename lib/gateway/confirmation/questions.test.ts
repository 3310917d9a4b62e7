import { getEventListeners } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MINUTE_MS } from "#lib/clock";
import { deliverResponse, newQuestionId, waitForAnswer } from "#lib/gateway/confirmation/questions";
import { provideTestEnv } from "#testing/databases/use-database";

beforeEach(() => {
  provideTestEnv();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const YES = { action: "accept", content: { confirm: true } };

function ask(keyId = "key_ada", signal = new AbortController().signal): { id: string; answer: Promise<unknown> } {
  const id = newQuestionId(keyId);
  if (id === null) throw new Error("Too many questions are open.");
  return { id, answer: waitForAnswer(id, 5 * MINUTE_MS, signal) };
}

test.each([
  [YES, "agreed"],
  [{ action: "accept", content: {} }, "declined"],
  [{ action: "decline" }, "declined"],
  [{ action: "cancel" }, "declined"],
  [{ action: "decline", content: { confirm: true } }, "declined"],
  [{ content: { confirm: true } }, "failed"],
  [undefined, "failed"],
  ["yes", "failed"],
])("the response %o counts as %s", async (result, expected) => {
  const { id, answer } = ask();
  deliverResponse("key_ada", id, result);
  expect(await answer).toBe(expected);
});

test("only the key that was asked can answer, with the id of the question", async () => {
  const { id, answer } = ask();
  deliverResponse("key_eve", id, YES);
  deliverResponse("key_ada", `${id}x`, YES);
  deliverResponse("key_ada", "1", YES);
  deliverResponse("key_ada", 1, YES);
  deliverResponse("key_ada", id, { action: "decline" });
  expect(await answer).toBe("declined");
});

test("the first response counts", async () => {
  const { id, answer } = ask();
  deliverResponse("key_ada", id, { action: "decline" });
  deliverResponse("key_ada", id, YES);
  expect(await answer).toBe("declined");
});

test("a question ends at its time limit", async () => {
  const { answer } = ask();
  vi.advanceTimersByTime(5 * MINUTE_MS);
  expect(await answer).toBe("unanswered");
});

test("a question ends when its client goes away", async () => {
  const ending = new AbortController();
  const { answer } = ask("key_ada", ending.signal);
  ending.abort();
  await expect(answer).rejects.toMatchObject({ name: "AbortError" });
  await expect(ask("key_ada", ending.signal).answer).rejects.toMatchObject({ name: "AbortError" });
});

test("an answered question keeps no listener at the signal of its call", async () => {
  const { signal } = new AbortController();
  const { id, answer } = ask("key_ada", signal);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  deliverResponse("key_ada", id, YES);
  await answer;
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("at most a thousand questions wait at once, and each end lets another one wait", async () => {
  const all = Array.from({ length: 1_000 }, () => ask());
  expect(newQuestionId("key_ada")).toBeNull();
  for (const { id } of all) deliverResponse("key_ada", id, YES);
  await Promise.all(all.map(({ answer }) => answer));
  expect(newQuestionId("key_ada")).not.toBeNull();
});
