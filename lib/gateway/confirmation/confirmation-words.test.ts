import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type CallInWords,
  cannotAskText,
  declinedText,
  question,
  unansweredText,
} from "#lib/gateway/confirmation/confirmation-words";

const call = (changes: Partial<CallInWords> = {}): CallInWords => ({
  tool: "notes__delete_notes",
  server: "Notes",
  workspace: "Acme",
  arguments: { day: "monday", count: 3 },
  ...changes,
});

test("the question names the tool, the server, the workspace and the arguments", () => {
  expect(question(call()).message).toBe(
    [
      "Call “notes__delete_notes” of the MCP server “Notes” in the workspace “Acme”?",
      "The server marks this tool as destructive: it may change or delete things for good.",
      "Arguments:",
      '- day: "monday"',
      "- count: 3",
    ].join("\n"),
  );
  expect(question(call({ arguments: {} })).message).toMatch(/It is called without arguments\.$/);
  expect(question(call({ arguments: undefined })).message).toMatch(/without arguments/);
});

test("a long argument hides no other, and the question says what it leaves out", () => {
  const { message } = question(call({ arguments: { long: "x".repeat(1_000_000), path: "/" } }));
  expect(message).toContain('… (1,000,002 characters in all)\n- path: "/"');
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`field${index}`, index]));
  expect(question(call({ arguments: many })).message).toMatch(/- field11: 11\n- and 28 more that are not shown$/);
});

test("no text of a client or a server can add a line, hide text or make the question long", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.constantFrom("a\nb", "a\u202eb", "a\u2028b", "\u200b\u00ad", "x".repeat(9_000), "\ud800"),
  );
  const args = fc.oneof(fc.dictionary(text, fc.oneof(text, fc.jsonValue()), { maxKeys: 30 }), fc.jsonValue());
  fc.assert(
    fc.property(text, text, text, args, (tool, server, workspace, given) => {
      const words = call({ tool, server, workspace, arguments: given });
      const { message } = question(words);
      expect(message.split("\n").length).toBeLessThanOrEqual(16);
      expect(message.length).toBeLessThan(6_000);
      for (const said of [message.replaceAll("\n", ""), declinedText(words), cannotAskText(words)]) {
        expect(said).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u);
      }
    }),
  );
});

test("a client that cannot ask its person is told what an admin can do", () => {
  expect(cannotAskText(call())).toBe(
    "“notes__delete_notes” of “Notes” was not called: it is marked as destructive, and this client cannot ask you to confirm it. " +
      "An admin of the workspace “Acme” can allow it: set the tool to “Writing” on the server's page, or turn off “Ask before destructive tools” under Settings, Policy.",
  );
  expect(unansweredText(call(), 5)).toMatch(/did not answer within 5 minutes\.$/);
});
