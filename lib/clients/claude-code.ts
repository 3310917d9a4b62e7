import { bearer, type Client, RUN_IN_TERMINAL } from "#lib/clients/setup";
import { command } from "#lib/clients/shell";

export const claudeCode: Client = {
  id: "claude-code",
  title: "Claude Code",
  setup: ({ serverName, endpoint, token }) => ({
    where: RUN_IN_TERMINAL,
    // `--header` accepts any number of values, so it must come last.
    text: [
      command("claude", "mcp", "add", "--transport", "http", "--scope", "user", serverName, endpoint),
      command("--header", `Authorization: ${bearer(token)}`),
    ].join(" "),
    note: "Adds Latchkey to all your projects. /mcp inside Claude Code shows whether it is connected.",
  }),
};
