import { expect, test } from "vitest";
import { fullWords } from "#lib/gateway/messages/held-words";

const calls = { thing: { one: "call in progress", many: "calls in progress" }, keyLimit: 50 };

test.each([
  ["key", 50, false, "This key has 50 calls in progress, and 50 is the limit."],
  ["key", 1, true, "This key has 1 call in progress, and 50 is the limit."],
  ["owner", 500, false, "Your keys have 500 calls in progress here, and more would take the places of others."],
  [
    "owner",
    1,
    true,
    "The service keys of this workspace have 1 call in progress here, and more would take the places of others.",
  ],
] as const)("the part of a %s that holds %i", (full, held, isServiceKey, words) => {
  expect(fullWords(full, { ...calls, held, isServiceKey })).toBe(words);
});
