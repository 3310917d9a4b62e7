import { json } from "#lib/clients/formats/json";
import { bearer, type Client, intoFile } from "#lib/clients/model/setup";

export const openCode: Client = {
  id: "opencode",
  title: "OpenCode",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
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
      },
    ],
    note: `${intoFile({ serverName })} “opencode mcp list” shows whether it is connected.`,
  }),
};
