import { json } from "#lib/clients/formats/json";
import { bearer, type Client, intoFile } from "#lib/clients/model/setup";

export const lmStudio: Client = {
  id: "lm-studio",
  title: "LM Studio",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
        where: "~/.lmstudio/mcp.json",
        text: json({ mcpServers: { [serverName]: { url: endpoint, headers: { Authorization: bearer(token) } } } }),
      },
    ],
    note: `Program → Install → Edit mcp.json opens the file. ${intoFile({ serverName })}`,
  }),
};
