import { json } from "#lib/clients/formats/json";
import { shellWord } from "#lib/clients/formats/shell";
import { bearer, type Client, intoFile, tokenVariable } from "#lib/clients/model/setup";

/** For jobs and servers: the token stays out of the repository, and a file in it names the variable. */
export const environmentVariable: Client = {
  id: "environment-variable",
  title: "Environment variable",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
        where: "Where the job starts (bash, zsh)",
        text: `export ${tokenVariable({ serverName })}=${shellWord(token)}`,
      },
      {
        where: ".mcp.json (in the repository)",
        text: json({
          mcpServers: {
            [serverName]: {
              type: "http",
              url: endpoint,
              headers: { Authorization: bearer(`\${${tokenVariable({ serverName })}}`) },
            },
          },
        }),
      },
    ],
    note: `Keep the variable among the secrets of your CI system. Claude Code reads the file; Cursor and others name the variable in their own way. ${intoFile({ serverName })}`,
  }),
};
