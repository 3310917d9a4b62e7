import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type CallInWords,
  cannotAskText,
  declinedText,
  question,
  unansweredText,
} from "#lib/gateway/confirmation/confirmation-words";
import { shownText } from "#lib/gateway/confirmation/shown-text";

const call = (changes: Partial<CallInWords> = {}): CallInWords => ({
  tool: "notes__delete_notes",
  server: "Notes",
  workspace: "Acme",
  arguments: { day: "monday", count: 3 },
  ...changes,
});

const messageOf = (words: CallInWords) => question(words).params.message;

test("the question names the tool, the server, the workspace and the arguments", () => {
  expect(messageOf(call())).toBe(
    [
      "Call “notes__delete_notes” of the MCP server “Notes” in the workspace “Acme”?",
      "The server marks this tool as destructive: it may change or delete things for good.",
      "Arguments:",
      '- day: "monday"',
      "- count: 3",
    ].join("\n"),
  );
  expect(messageOf(call({ arguments: {} }))).toMatch(/It is called without arguments\.$/);
  expect(messageOf(call({ arguments: undefined }))).toMatch(/without arguments/);
});

test("a long argument hides no other, and the question says first what it leaves out", () => {
  const message = messageOf(call({ arguments: { long: "x".repeat(1_000_000), path: "/" } }));
  expect(message).toMatch(
    /\nArguments \(not all is shown: 1 in part\):\nChoose “Show all arguments first” .*\n- long: "x+ … 994,\d{3} characters more … x+"\n/,
  );
  expect(message).toMatch(/\n- path: "\/"$/);
});

test("the end of a long argument is shown as well as its beginning", () => {
  const sql = `SELECT 1; ${" ".repeat(50_000)}DROP TABLE users`;
  expect(messageOf(call({ arguments: { sql } }))).toContain('DROP TABLE users"');
});

test("arguments that have no line of their own are counted and named", () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`field${index}`, index]));
  const message = messageOf(call({ arguments: { ...many, path: "/" } }));
  expect(message).toContain("Arguments (not all is shown: 21 without their values):");
  expect(message).toMatch(/- field39: 39\n- and 21 more: field40, .*, field59, path$/);
});

test("a name that is too long counts as shown in part", () => {
  expect(messageOf(call({ arguments: { ["x".repeat(81)]: 1 } }))).toContain("(not all is shown: 1 in part):");
  expect(messageOf(call({ arguments: { ["x".repeat(80)]: 1 } }))).not.toContain("not all is shown");
});

test("the form offers to show more while something is left out, and then requires no field", () => {
  const whole = question(call()).params.requestedSchema;
  expect(whole).toMatchObject({ properties: { confirm: {} }, required: ["confirm"] });
  expect(whole).not.toHaveProperty("properties.show_more");
  const cut = question(call({ arguments: { long: "x".repeat(10_000) } })).params.requestedSchema;
  expect(cut).toMatchObject({ properties: { confirm: {}, show_more: { title: "Show all arguments first" } } });
  expect(cut).not.toHaveProperty("required");
});

test("thirty values of usual length are whole", () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`field${index}`, "x".repeat(190)]));
  expect(messageOf(call({ arguments: many }))).not.toContain("not all is shown");
});

test("a name cannot imitate the sentence around it", () => {
  const message = messageOf(
    call({ tool: "read” of the MCP server “Safe", arguments: { 'path: "/tmp"': 1, "a\nb": 2 } }),
  );
  expect(message).toContain("Call “read\\u{201d} of the MCP server \\u{201c}Safe” of the MCP server “Notes”");
  expect(message).toContain('- "path: \\"/tmp\\"": 1');
  expect(message).toContain('- "a\\nb": 2');
});

test("what is shown and what is left out is the whole text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), fc.integer({ min: 30, max: 200 }), (text, max) => {
      const shown = shownText(text, max);
      if (shown.leftOut === 0) return;
      const [head = "", tail = ""] = shown.text.split(/ … [\d,]+ characters more … /);
      const unescaped = (part: string) =>
        part.replaceAll(/\\u\{([0-9a-f]+)\}/g, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)));
      expect(head.length + tail.length).toBeLessThanOrEqual(max);
      expect(text.startsWith(unescaped(head)) && text.endsWith(unescaped(tail))).toBe(true);
      expect(unescaped(head).length + shown.leftOut + unescaped(tail).length).toBe(text.length);
    }),
  );
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
      const message = messageOf(words);
      expect(message.split("\n").length).toBeLessThanOrEqual(45);
      expect(message.length).toBeLessThan(16_000);
      for (const said of [message.replaceAll("\n", ""), declinedText(words), cannotAskText(words)]) {
        expect(said).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u);
      }
    }),
  );
});

test("a client that cannot ask its person is told what an admin can do", () => {
  expect(cannotAskText(call())).toBe(
    "“notes__delete_notes” of “Notes” was not called: it is marked as destructive, and this client cannot ask you to confirm it. " +
      "An admin of the workspace “Acme” can allow it: on the server's page, set the tool to “Writing” or “Ask before destructive tools” to “Never”. For all servers, turn off “Ask before destructive tools” under Settings, Policy.",
  );
  expect(unansweredText(call(), 5)).toMatch(/did not answer within 5 minutes\.$/);
});
