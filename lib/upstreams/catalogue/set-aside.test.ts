import type { JSONRPCMessage } from "@modelcontextprotocol/client";
import fc from "fast-check";
import { expect, test } from "vitest";
import { entriesOf, MAX_ITEMS, type ResultWithoutLists, withoutLists } from "#lib/upstreams/catalogue/set-aside";

/** An answer with a list, as the SDK gets it. */
function answerWith(field: string, entries: unknown[]): JSONRPCMessage {
  return { jsonrpc: "2.0", id: 1, result: { [field]: entries, nextCursor: "more" } };
}

const resultOf = (message: JSONRPCMessage) => (message as { result: ResultWithoutLists }).result;

test("gives the SDK no entry to examine, and sets aside at most the first thousand, for any list", () => {
  const field = fc.constantFrom("tools", "resources", "resourceTemplates", "prompts");
  fc.assert(
    fc.property(field, fc.integer({ min: 0, max: 3 * MAX_ITEMS }), (name, count) => {
      const entries = Array.from({ length: count }, (_, index) => ({ index }));
      const result = resultOf(withoutLists(answerWith(name, entries)));
      expect(JSON.parse(JSON.stringify(result))).toEqual({ [name]: [], nextCursor: "more" });
      expect(entriesOf(result, name)).toEqual(entries.slice(0, MAX_ITEMS));
    }),
  );
});

test("leaves a list that is none, and every other message, as it is", () => {
  const messages: JSONRPCMessage[] = [
    { jsonrpc: "2.0", id: 1, result: { tools: "none" } },
    { jsonrpc: "2.0", id: 1, error: { code: -32601, message: "Method not found" } },
    { jsonrpc: "2.0", method: "notifications/tools/list_changed" },
  ];
  for (const message of messages) expect(withoutLists(message)).toBe(message);
  expect(entriesOf({ tools: "none" }, "tools")).toEqual([]);
});
