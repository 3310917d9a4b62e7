import { command } from "#lib/clients/formats/shell";
import { bearer, type Client, quotedName, RUN_IN_TERMINAL } from "#lib/clients/model/setup";

export const geminiCli: Client = {
  id: "gemini-cli",
  title: "Gemini CLI",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
        where: RUN_IN_TERMINAL,
        text: [
          command("gemini", "mcp", "add", "--scope", "user", "--transport", "http", serverName, endpoint),
          command("-H", `Authorization: ${bearer(token)}`),
        ].join(" "),
      },
    ],
    note: `Replaces an earlier ${quotedName(serverName)} in ~/.gemini/settings.json. Gemini CLI uses MCP servers only in folders that you trust: /permissions inside it trusts the current one.`,
  }),
};
