import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textMatches } from "#components/ui/list-search";
import { failureOfIt } from "#components/upstreams/failure-advice";
import { lastCheck } from "#components/upstreams/last-check";
import { offersInWords } from "#components/upstreams/offers-in-words";

const early = new Date("2026-11-21T10:00:00Z");
const late = new Date("2026-11-21T11:00:00Z");

test.each([
  [{ toolCount: 12, resourceCount: 3, promptCount: 1 }, "12 tools · 3 resources · 1 prompt"],
  [{ toolCount: 1, resourceCount: 0, promptCount: 0 }, "1 tool"],
  [{ toolCount: 0, resourceCount: 0, promptCount: 2 }, "0 tools · 2 prompts"],
])("%o reads %s", (counts, words) => {
  expect(offersInWords(counts)).toBe(words);
});

describe("a server was last checked", () => {
  const failure = (at: Date) => ({ code: "REFUSED" as const, message: "", at });

  test("when it last answered or last failed, whichever is later", () => {
    expect(lastCheck({ catalogueAt: early, failure: failure(late) })).toBe(late);
    expect(lastCheck({ catalogueAt: late, failure: failure(early) })).toBe(late);
    expect(lastCheck({ catalogueAt: early, failure: null })).toBe(early);
    expect(lastCheck({ catalogueAt: null, failure: failure(late) })).toBe(late);
  });

  test("never, before anything happened", () => {
    expect(lastCheck({ catalogueAt: null, failure: null })).toBeNull();
  });
});

test("a failure says “It” in place of the server's name, whatever that is", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const message = `“${name}” answered with an error (HTTP 503).`;
      return failureOfIt({ code: "HTTP_ERROR", message, at: early }) === "It answered with an error (HTTP 503).";
    }),
  );
});

test("a search finds parts of words in any case, and everything while it is empty", () => {
  expect(textMatches(" ISSUE ", [null, "list_issues"])).toBe(true);
  expect(textMatches("pages", [null, "list_issues"])).toBe(false);
  expect(textMatches("  ", ["anything"])).toBe(true);
});
