import { json } from "#lib/clients/formats/json";
import { bearer, type Client, intoFile } from "#lib/clients/model/setup";

export const windsurf: Client = {
  id: "windsurf",
  title: "Windsurf",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
        where: "~/.codeium/windsurf/mcp_config.json",
        text: json({
          mcpServers: { [serverName]: { serverUrl: endpoint, headers: { Authorization: bearer(token) } } },
        }),
      },
    ],
    note: `${intoFile({ serverName })} Refresh the list in Windsurf afterwards.`,
  }),
};
