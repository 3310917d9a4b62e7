import { json } from "#lib/clients/formats/json";
import { bearer, type Client, intoFile } from "#lib/clients/model/setup";

export const zed: Client = {
  id: "zed",
  title: "Zed",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
        where: "settings.json",
        text: json({ context_servers: { [serverName]: { url: endpoint, headers: { Authorization: bearer(token) } } } }),
      },
    ],
    note: `“zed: open settings file” in the command palette opens the file. ${intoFile({ serverName })}`,
  }),
};
