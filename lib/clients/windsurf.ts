import { json } from "#lib/clients/json";
import { bearer, type Client } from "#lib/clients/setup";

export const windsurf: Client = {
  id: "windsurf",
  title: "Windsurf",
  setup: ({ serverName, endpoint, token }) => ({
    where: "~/.codeium/windsurf/mcp_config.json",
    text: json({ mcpServers: { [serverName]: { serverUrl: endpoint, headers: { Authorization: bearer(token) } } } }),
    note: "Keep the servers that are already in the file. Refresh the list in Windsurf afterwards.",
  }),
};
