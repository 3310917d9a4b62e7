import { json } from "#lib/clients/formats/json";
import { bearer, type Client, intoFile, type SetupInput } from "#lib/clients/model/setup";

export const vsCode: Client = {
  id: "vs-code",
  title: "VS Code",
  setup: (input) => ({
    blocks: [
      {
        // The file in the workspace, .vscode/mcp.json, is usually committed, so it must not hold a token.
        where: "mcp.json (user profile)",
        text: json({
          servers: {
            [input.serverName]: { type: "http", url: input.endpoint, headers: { Authorization: bearer(input.token) } },
          },
        }),
      },
    ],
    note: `“MCP: Open User Configuration” in the command palette opens the file. ${intoFile(input)}`,
    deepLink: {
      label: "Add to VS Code",
      url: installLink(input),
      note: "Fills in everything except the token. VS Code asks for it and keeps it in its secret store.",
    },
  }),
};

/** A link that adds the server to VS Code. VS Code asks for the token, so the link holds none. */
function installLink({ serverName, endpoint }: SetupInput): string {
  // VS Code remembers the answer by this id, so two keys need two ids.
  const id = `${serverName}-token`;
  const server = {
    name: serverName,
    type: "http",
    url: endpoint,
    headers: { Authorization: bearer(`\${input:${id}}`) },
    inputs: [{ type: "promptString", id, description: `Latchkey token for ${serverName}`, password: true }],
  };
  return `vscode:mcp/install?${encodeURIComponent(JSON.stringify(server))}`;
}
