import { json } from "#lib/clients/json";
import { bearer, type Client } from "#lib/clients/setup";

export const cursor: Client = {
  id: "cursor",
  title: "Cursor",
  setup: ({ serverName, endpoint, token }) => ({
    where: "~/.cursor/mcp.json",
    text: json({ mcpServers: { [serverName]: { url: endpoint, headers: { Authorization: bearer(token) } } } }),
    note: "Works in all your projects. Keep the servers that are already in the file.",
  }),
};
