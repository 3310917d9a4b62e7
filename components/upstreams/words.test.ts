import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textMatches } from "#components/ui/list-search";
import { failureSentence } from "#components/upstreams/failure-advice";
import { lastCheck } from "#components/upstreams/last-check";
import { leftOutTitle, leftOutWords, unreadLine, unreadTitle } from "#components/upstreams/note-words";
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
  const failure = (at: Date) => ({ code: "REFUSED" as const, message: "", at, said: null });

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

describe("notes about a catalogue", () => {
  test("name the lists that were not read", () => {
    expect(unreadTitle([{ list: "prompts" }])).toBe("Its prompts could not be read");
    expect(unreadTitle([{ list: "resources" }, { list: "resourceTemplates" }, { list: "prompts" }])).toBe(
      "Its resources, resource templates and prompts could not be read",
    );
    const one = { list: "resourceTemplates", message: "“Odd” did not answer in time." } as const;
    expect(unreadLine(one, false)).toBe("It did not answer in time.");
    expect(unreadLine(one, true)).toBe("Resource templates: it did not answer in time.");
  });

  test("count the entries that are left out", () => {
    expect(leftOutTitle(1)).toBe("1 entry of its lists cannot be used, so keys do not see it");
    expect(leftOutTitle(1_000)).toBe("1,000 entries of its lists cannot be used, so keys do not see them");
  });

  test("name an entry by its name, or else by its place", () => {
    const entry = { list: "tools", name: "b", position: 3, field: "description", problem: "is not text" } as const;
    expect(leftOutWords(entry)).toEqual({ what: "Tool", name: "b", field: "description", problem: "is not text" });
    expect(leftOutWords({ ...entry, name: null, field: "", problem: "is no object" })).toEqual({
      what: "Tool no. 3",
      name: null,
      field: "",
      problem: "it is no object",
    });
  });
});

test("textMatches finds parts of words in any case, and matches everything when the search is empty", () => {
  expect(textMatches(" ISSUE ", [null, "list_issues"])).toBe(true);
  expect(textMatches("pages", [null, "list_issues"])).toBe(false);
  expect(textMatches("  ", ["anything"])).toBe(true);
});
