import { json } from "#lib/clients/json";
import { bearer, type Client } from "#lib/clients/setup";

export const lmStudio: Client = {
  id: "lm-studio",
  title: "LM Studio",
  setup: ({ serverName, endpoint, token }) => ({
    where: "~/.lmstudio/mcp.json",
    text: json({ mcpServers: { [serverName]: { url: endpoint, headers: { Authorization: bearer(token) } } } }),
    note: "Program → Install → Edit mcp.json opens the file. Keep what is already in it.",
  }),
};
