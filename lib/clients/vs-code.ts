import { json } from "#lib/clients/json";
import { bearer, type Client, type SetupInput } from "#lib/clients/setup";

export const vsCode: Client = {
  id: "vs-code",
  title: "VS Code",
  setup: (input) => ({
    where: "mcp.json (user profile)",
    text: json({
      servers: {
        [input.serverName]: { type: "http", url: input.endpoint, headers: { Authorization: bearer(input.token) } },
      },
    }),
    // The file in the workspace, .vscode/mcp.json, is usually committed, so it must not hold a token.
    note: "“MCP: Open User Configuration” in the command palette opens the file. Keep what is already in it.",
    deepLink: {
      label: "Add to VS Code",
      url: installLink(input),
      note: "Fills in everything except the key. VS Code asks for the key and keeps it in its secret store.",
    },
  }),
};

/** A link that adds the server to VS Code. VS Code asks for the key, so the link holds no token. */
function installLink({ serverName, endpoint }: SetupInput): string {
  const server = {
    name: serverName,
    type: "http",
    url: endpoint,
    headers: { Authorization: bearer(`\${input:latchkey-key}`) },
    inputs: [{ type: "promptString", id: "latchkey-key", description: "Latchkey key", password: true }],
  };
  return `vscode:mcp/install?${encodeURIComponent(JSON.stringify(server))}`;
}
