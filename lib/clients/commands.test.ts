import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import type { Client, SetupInput } from "#lib/clients/model/setup";
import { claudeCode } from "#lib/clients/programs/claude-code";
import { clineCli } from "#lib/clients/programs/cline";
import { copilotCli } from "#lib/clients/programs/copilot-cli";
import { curl } from "#lib/clients/programs/curl";
import { environmentVariable } from "#lib/clients/programs/environment-variable";
import { geminiCli } from "#lib/clients/programs/gemini-cli";
import { githubActions } from "#lib/clients/programs/github-actions";
import { qwenCode } from "#lib/clients/programs/qwen-code";

const SEPARATOR = "\u0001";

/** The commands that a real bash starts for a text, each with its words. `program` stands in for the client. */
function commandsOf(program: string, text: string, environment = ""): string[][] {
  const script = `${program}() { printf '%s\\0' "$@"; printf '%s\\0' '${SEPARATOR}'; }\n${environment}\n${text}`;
  const words = execFileSync("bash", ["--norc", "-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
  const commands: string[][] = [[]];
  for (const word of words) word === SEPARATOR ? commands.push([]) : commands.at(-1)?.push(word);
  return commands.slice(0, -1);
}

const word = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.webUrl({ withQueryParameters: true }),
    fc.constantFrom("", "'", '"', "$(id)", "`id`", "!!", "a\nb", "~", "*", "-x", "\\", "#", "%PATH%", "é"),
  )
  .map((text) => text.replaceAll("\0", "").replaceAll(SEPARATOR, "").toWellFormed());

type Words = (name: string, endpoint: string, header: string) => string[][];

const LIST_TOOLS: Words = (_name, url, header) => [
  [
    ...["--fail-with-body", "--url", url, "--header", header],
    ...["--header", "Content-Type: application/json", "--header", "Accept: application/json, text/event-stream"],
    ...["--data", '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'],
  ],
];

/** What each program is started with, in order. Those that refuse a name that exists are told to remove it first. */
const COMMANDS: [Client, string, Words][] = [
  [
    claudeCode,
    "claude",
    (name, url, header) => [
      ["mcp", "remove", "--scope", "user", name],
      ["mcp", "add", "--transport", "http", "--scope", "user", name, url, "--header", header],
    ],
  ],
  [
    copilotCli,
    "copilot",
    (name, url, header) => [
      ["mcp", "remove", name],
      ["mcp", "add", "--transport", "http", name, url, "--header", header],
    ],
  ],
  [
    geminiCli,
    "gemini",
    (name, url, header) => [["mcp", "add", "--scope", "user", "--transport", "http", name, url, "-H", header]],
  ],
  [
    qwenCode,
    "qwen",
    (name, url, header) => [["mcp", "add", "--scope", "user", "--transport", "http", name, url, "-H", header]],
  ],
  [
    clineCli,
    "cline",
    (name, url, header) => [["mcp", "add", name, url, "--transport", "http", "--header", header, "--yes"]],
  ],
  [curl, "curl", LIST_TOOLS],
];

test.each(COMMANDS.map((row) => [row[0].title, ...row] as const))(
  "the commands of %s contain name, endpoint and token",
  (_title, client, program, expected) => {
    fc.assert(
      fc.property(word, word, word, (serverName, endpoint, token) => {
        const { blocks } = client.setup({ serverName, endpoint, token });
        const commands = commandsOf(program, blocks[0].text);
        expect(commands).toEqual(expected(serverName, endpoint, `Authorization: Bearer ${token}`));
      }),
      { numRuns: 60 },
    );
  },
);

const ORDINARY = { serverName: "acme", endpoint: "https://keys.acme.com/mcp" };

test("an ordinary set-up contains no single quotes, so that it works in PowerShell too", () => {
  for (const [client] of COMMANDS.filter(([one]) => one !== curl)) {
    for (const token of ["mcp_2abc1", "<your-token>"]) {
      expect(client.setup({ ...ORDINARY, token }).blocks[0].text).not.toContain("'");
    }
  }
});

test("the workflow of GitHub Actions asks with the token that its secret holds", () => {
  fc.assert(
    fc.property(word, (endpoint) => {
      const { blocks } = githubActions.setup({ ...ORDINARY, endpoint, token: "mcp_secret" });
      expect(JSON.stringify(blocks)).not.toContain("mcp_secret");
      expect(blocks[0].text).toBe("gh secret set LATCHKEY_TOKEN_ACME");
      const { env, steps } = parseYaml(blocks[1]?.text ?? "").jobs.list;
      expect(env).toEqual({ LATCHKEY_TOKEN_ACME: `\${{ secrets.LATCHKEY_TOKEN_ACME }}` });
      const commands = commandsOf("curl", steps[0].run, "LATCHKEY_TOKEN_ACME=mcp_secret");
      expect(commands).toEqual(LIST_TOOLS("", endpoint, "Authorization: Bearer mcp_secret"));
    }),
    { numRuns: 60 },
  );
});

test("the variable that the shell exports is the one that the file names", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z](-?[a-z0-9]){0,10}$/), word, (serverName, token) => {
      const input: SetupInput = { ...ORDINARY, serverName, token };
      const { blocks } = environmentVariable.setup(input);
      const { Authorization } = JSON.parse(blocks[1]?.text ?? "").mcpServers[serverName].headers;
      expect(commandsOf("show", `${blocks[0].text}\nshow "${Authorization}"`)).toEqual([[`Bearer ${token}`]]);
    }),
    { numRuns: 60 },
  );
});
