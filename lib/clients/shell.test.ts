import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { claudeCode } from "#lib/clients/claude-code";
import { curl } from "#lib/clients/curl";
import { geminiCli } from "#lib/clients/gemini-cli";
import type { Client } from "#lib/clients/setup";
import { command } from "#lib/clients/shell";

/** The arguments that a real bash gives to the program that `text` starts. */
function wordsSeenBy(program: string, text: string): string[] {
  const script = `${program}() { printf '%s\\0' "$@"; }\n${text}`;
  const output = execFileSync("bash", ["--norc", "-c", script], { encoding: "utf8" });
  return output.split("\0").slice(0, -1);
}

const word = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.string({ maxLength: 30 }),
    fc.webUrl({ withQueryParameters: true }),
    fc.constantFrom("", "'", '"', "$(id)", "`id`", "!!", "a\nb", "~", "*", "-x", "\\", "#", "%PATH%", "é"),
  )
  .map((text) => text.replaceAll("\0", "").toWellFormed());

test("a shell gives every word to the program unchanged", () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
      expect(wordsSeenBy("program", command("program", ...words))).toEqual(words);
    }),
    { numRuns: 150 },
  );
});

const COMMANDS: [Client, string, (name: string, endpoint: string, header: string) => string[]][] = [
  [
    claudeCode,
    "claude",
    (name, url, header) => ["mcp", "add", "--transport", "http", "--scope", "user", name, url, "--header", header],
  ],
  [
    geminiCli,
    "gemini",
    (name, url, header) => ["mcp", "add", "--scope", "user", "--transport", "http", name, url, "-H", header],
  ],
  [
    curl,
    "curl",
    (_name, url, header) => [
      "--url",
      url,
      "--header",
      header,
      "--header",
      "Content-Type: application/json",
      "--header",
      "Accept: application/json, text/event-stream",
      "--data",
      '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
    ],
  ],
];

test.each(COMMANDS.map((row) => [row[0].title, ...row] as const))(
  "the command of %s contains name, endpoint and token",
  (_title, client, program, expected) => {
    fc.assert(
      fc.property(word, word, word, (serverName, endpoint, token) => {
        const { text } = client.setup({ serverName, endpoint, token });
        expect(wordsSeenBy(program, text)).toEqual(expected(serverName, endpoint, `Authorization: Bearer ${token}`));
      }),
      { numRuns: 80 },
    );
  },
);

test("an ordinary set-up contains no single quotes, so that it works in PowerShell too", () => {
  for (const client of [claudeCode, geminiCli]) {
    for (const token of ["mcp_2abc1", "<your-token>"]) {
      const { text } = client.setup({ serverName: "latchkey", endpoint: "https://keys.acme.com/mcp", token });
      expect(text).not.toContain("'");
    }
  }
});
