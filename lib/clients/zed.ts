import { json } from "#lib/clients/json";
import { bearer, type Client } from "#lib/clients/setup";

export const zed: Client = {
  id: "zed",
  title: "Zed",
  setup: ({ serverName, endpoint, token }) => ({
    where: "settings.json",
    text: json({ context_servers: { [serverName]: { url: endpoint, headers: { Authorization: bearer(token) } } } }),
    note: "“zed: open settings file” in the command palette opens the file. Keep what is already in it.",
  }),
};
