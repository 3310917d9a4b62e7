import { yamlString } from "#lib/clients/formats/yaml";
import { bearer, type Client, intoFile } from "#lib/clients/model/setup";

/** The editor extensions and the command line `cn` share this file. */
export const continueDev: Client = {
  id: "continue",
  title: "Continue",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
        where: "~/.continue/config.yaml",
        text: [
          "mcpServers:",
          `  - name: ${yamlString(serverName)}`,
          "    type: streamable-http",
          `    url: ${yamlString(endpoint)}`,
          "    requestOptions:",
          "      headers:",
          `        Authorization: ${yamlString(bearer(token))}`,
        ].join("\n"),
      },
    ],
    note: `${intoFile({ serverName })} Where there is a list “mcpServers”, add only the entry. On Windows the file is %USERPROFILE%\\.continue\\config.yaml. MCP servers work in agent mode.`,
  }),
};
