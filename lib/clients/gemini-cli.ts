import { bearer, type Client, RUN_IN_TERMINAL } from "#lib/clients/setup";
import { command } from "#lib/clients/shell";

export const geminiCli: Client = {
  id: "gemini-cli",
  title: "Gemini CLI",
  setup: ({ serverName, endpoint, token }) => ({
    where: RUN_IN_TERMINAL,
    text: [
      command("gemini", "mcp", "add", "--scope", "user", "--transport", "http", serverName, endpoint),
      command("-H", `Authorization: ${bearer(token)}`),
    ].join(" "),
    note: "Adds Latchkey to all your projects, in ~/.gemini/settings.json.",
  }),
};
