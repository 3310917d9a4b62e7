import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textMatches } from "#components/ui/list-search";
import { failureSentence } from "#components/upstreams/failure-advice";
import { lastCheck } from "#components/upstreams/last-check";
import { offersInWords } from "#components/upstreams/offers-in-words";

const early = new Date("2026-11-21T10:00:00Z");
const late = new Date("2026-11-21T11:00:00Z");

test.each([
  [{ toolCount: 12, resourceCount: 3, promptCount: 1 }, "12 tools · 3 resources · 1 prompt"],
  [{ toolCount: 1, resourceCount: 0, promptCount: 0 }, "1 tool"],
  [{ toolCount: 0, resourceCount: 0, promptCount: 2 }, "0 tools · 2 prompts"],
])("offersInWords shows %o as %j", (counts, words) => {
  expect(offersInWords(counts)).toBe(words);
});

describe("lastCheck", () => {
  const failure = (at: Date) => ({ code: "REFUSED" as const, message: "", at });

  test("returns the later of the last answer and the last failure", () => {
    expect(lastCheck({ catalogueAt: early, failure: failure(late) })).toBe(late);
    expect(lastCheck({ catalogueAt: late, failure: failure(early) })).toBe(late);
    expect(lastCheck({ catalogueAt: early, failure: null })).toBe(early);
    expect(lastCheck({ catalogueAt: null, failure: failure(late) })).toBe(late);
  });

  test("returns null for a server that was never checked", () => {
    expect(lastCheck({ catalogueAt: null, failure: null })).toBeNull();
  });
});

test("failureSentence replaces the server's name by “It” for every name", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const message = `“${name}” answered with an error (HTTP 503).`;
      return failureSentence({ message }) === "It answered with an error (HTTP 503).";
    }),
  );
});

test("textMatches finds parts of words in any case, and matches everything when the search is empty", () => {
  expect(textMatches(" ISSUE ", [null, "list_issues"])).toBe(true);
  expect(textMatches("pages", [null, "list_issues"])).toBe(false);
  expect(textMatches("  ", ["anything"])).toBe(true);
});
