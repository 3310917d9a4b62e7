import { command } from "#lib/clients/formats/shell";
import { bearer, type Client, quotedName, RUN_IN_TERMINAL } from "#lib/clients/model/setup";

export const copilotCli: Client = {
  id: "copilot-cli",
  title: "Copilot CLI",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
        where: RUN_IN_TERMINAL,
        text: [
          // As in Claude Code: `mcp add` refuses a name that exists.
          command("copilot", "mcp", "remove", serverName),
          [
            command("copilot", "mcp", "add", "--transport", "http", serverName, endpoint),
            command("--header", `Authorization: ${bearer(token)}`),
          ].join(" "),
        ].join("\n"),
      },
    ],
    note: `The first line removes an earlier ${quotedName(serverName)}; the first time it says that there is none. “copilot mcp list” shows the entry.`,
  }),
};
