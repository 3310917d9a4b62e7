import { getEventListeners } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FairShares } from "#lib/bounds/fair-shares";
import { MINUTE_MS } from "#lib/clock";
import { deliverResponse, newQuestionId, waitForAnswer } from "#lib/gateway/confirmation/questions";
import { single } from "#lib/process";
import { provideTestEnv } from "#testing/databases/use-database";

beforeEach(() => {
  provideTestEnv();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const YES = { action: "accept", content: { confirm: true } };

function ask(keyId = "key_ada", signal = new AbortController().signal, owner = `owner of ${keyId}`) {
  const holder = { key: keyId, owner, workspace: `workspace of ${keyId}` };
  const id = newQuestionId(holder);
  if (id === null) throw new Error("Too many questions are open.");
  return { id, answer: waitForAnswer(id, holder, 5 * MINUTE_MS, signal) as Promise<unknown> };
}

test.each([
  [YES, "agreed"],
  [{ action: "accept", content: {} }, "declined"],
  [{ action: "decline" }, "declined"],
  [{ action: "cancel" }, "declined"],
  [{ action: "decline", content: { confirm: true } }, "declined"],
  [{ content: { confirm: true } }, "failed"],
  [{ action: "accept", content: { show_more: true } }, "more"],
  [{ action: "accept", content: { show_more: true, confirm: true } }, "more"],
  [{ action: "accept", content: { show_more: false, confirm: true } }, "agreed"],
  [{ action: "decline", content: { show_more: true } }, "declined"],
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

test("an owner with many keys opens at most half of a thousand questions, and each end lets another one wait", async () => {
  const askAs = (keyId: string, owner: string) => ask(keyId, new AbortController().signal, owner);
  const all = Array.from({ length: 500 }, (_, index) => ({ keyId: `key_${index}`, ...askAs(`key_${index}`, "ada") }));
  expect(() => askAs("key_more", "ada")).toThrow("Too many questions are open.");
  const other = askAs("key_mia", "mia");
  for (const { keyId, id } of all) deliverResponse(keyId, id, YES);
  deliverResponse("key_mia", other.id, YES);
  await Promise.all([...all, other].map(({ answer }) => answer));
  expect(single("question-shares", (): FairShares => expect.fail("no questions were asked")).used).toBe(0);
  const again = askAs("key_more", "ada");
  deliverResponse("key_more", again.id, YES);
  expect(await again.answer).toBe("agreed");
});
