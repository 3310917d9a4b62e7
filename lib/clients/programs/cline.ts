import { json } from "#lib/clients/formats/json";
import { command } from "#lib/clients/formats/shell";
import { bearer, type Client, intoFile, quotedName, RUN_IN_TERMINAL } from "#lib/clients/model/setup";

/** The editor extension and the command line have files of their own, in forms of their own. */
export const cline: Client = {
  id: "cline",
  title: "Cline",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
        where: "cline_mcp_settings.json (editor extension)",
        text: json({
          mcpServers: {
            [serverName]: {
              type: "streamableHttp",
              url: endpoint,
              disabled: false,
              headers: { Authorization: bearer(token) },
            },
          },
        }),
      },
    ],
    note: `MCP Servers → Configure → Configure MCP Servers opens the file. ${intoFile({ serverName })}`,
  }),
};

export const clineCli: Client = {
  id: "cline-cli",
  title: "Cline CLI",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
        where: RUN_IN_TERMINAL,
        text: [
          command("cline", "mcp", "add", serverName, endpoint, "--transport", "http"),
          command("--header", `Authorization: ${bearer(token)}`, "--yes"),
        ].join(" "),
      },
    ],
    note: `Replaces an earlier ${quotedName(serverName)}.`,
  }),
};
