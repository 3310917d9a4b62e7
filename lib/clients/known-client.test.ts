import { expect, test } from "vitest";
import { CLIENTS } from "#lib/clients/catalogue";
import { knownClient } from "#lib/clients/known-client";

test.each([
  ["claude-code", "Claude Code"],
  ["claude-ai", "Claude Desktop"],
  ["claude-ai (via mcp-remote 0.1.29)", "Claude Desktop"],
  ["cursor-vscode", "Cursor"],
  ["Visual Studio Code", "VS Code"],
  ["codex-mcp-client", "Codex"],
  ["gemini-cli-mcp-client", "Gemini CLI"],
  ["qwen-cli-mcp-client-acme", "Qwen Code"],
  ["continue-cli-client", "Continue"],
  ["opencode", "OpenCode"],
  ["Cline", "Cline"],
  ["curl", "curl"],
  ["Claude Code 2.1.3", "Claude Code"],
  ["LM Studio", "LM Studio"],
])("%s is %s", (name, title) => {
  expect(knownClient(name)?.title).toBe(title);
});

test.each([null, "", "mcp-test-client", "notclaude-code", "zedd", "Claude Codes", "My VS Code", "__proto__"])(
  "%s is not known",
  (name) => {
    expect(knownClient(name)).toBeNull();
  },
);

test("every known client has a set-up", () => {
  const names = [
    "claude-code",
    "claude-ai",
    "cursor",
    "vscode",
    "codex",
    "copilot",
    "windsurf",
    "zed",
    "goose",
    "lmstudio",
  ];
  for (const name of names) expect(CLIENTS.map(({ id }) => id)).toContain(knownClient(name)?.id);
});
