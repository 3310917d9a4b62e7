import { expect, test } from "vitest";
import { troubleCount, troubleTitle } from "#components/workspace/trouble-words";

const of = (failing: number, call_failed: number, no_room: number, servers = 5) => ({
  servers,
  serversIn: { failing, call_failed, no_room },
});

test.each([
  [of(1, 1, 1, 1), "The MCP server does not work", "1 not working"],
  [of(2, 1, 1), "2 of 5 MCP servers do not work", "2 not working"],
  [of(0, 1, 1), "A call to an MCP server failed", "1 with a failed call"],
  [of(0, 2, 0), "Calls to 2 MCP servers failed", "2 with a failed call"],
])("%j says the worst that is true", (counts, title, count) => {
  expect([troubleTitle(counts), troubleCount(counts)]).toEqual([title, count]);
});

test("nobody says that a server does not work that only lacks room for its catalogue", () => {
  expect(troubleTitle(of(0, 0, 1))).toBe(
    "1 MCP server could not be refreshed, because this workspace has no room left",
  );
  expect(troubleCount(of(0, 0, 1))).toBe("1 not refreshed");
  expect(troubleCount(of(0, 0, 0))).toBeNull();
});
