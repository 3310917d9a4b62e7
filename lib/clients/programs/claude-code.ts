import { command } from "#lib/clients/formats/shell";
import { bearer, type Client, quotedName, RUN_IN_TERMINAL } from "#lib/clients/model/setup";

export const claudeCode: Client = {
  id: "claude-code",
  title: "Claude Code",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
        where: RUN_IN_TERMINAL,
        text: [
          // `mcp add` refuses a name that exists. A line of its own, because no separator works in every shell.
          command("claude", "mcp", "remove", "--scope", "user", serverName),
          // `--header` accepts any number of values, so it must come last.
          [
            command("claude", "mcp", "add", "--transport", "http", "--scope", "user", serverName, endpoint),
            command("--header", `Authorization: ${bearer(token)}`),
          ].join(" "),
        ].join("\n"),
      },
    ],
    note: `Works in all your projects. The first line removes an earlier ${quotedName(serverName)}; the first time it says that there is none. /mcp inside Claude Code shows whether it is connected.`,
  }),
};
