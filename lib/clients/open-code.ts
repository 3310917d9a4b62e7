import { json } from "#lib/clients/json";
import { bearer, type Client } from "#lib/clients/setup";

export const openCode: Client = {
  id: "opencode",
  title: "OpenCode",
  setup: ({ serverName, endpoint, token }) => ({
    where: "~/.config/opencode/opencode.json",
    text: json({
      mcp: {
        [serverName]: {
          type: "remote",
          url: endpoint,
          enabled: true,
          oauth: false,
          headers: { Authorization: bearer(token) },
        },
      },
    }),
  }),
};
