import { json } from "#lib/clients/formats/json";
import { bearer, type Client, intoFile, type SetupInput } from "#lib/clients/model/setup";

/** The file of Claude Desktop accepts no remote servers, so `mcp-remote` connects it with Latchkey. */
export const claudeDesktop: Client = {
  id: "claude-desktop",
  title: "Claude Desktop",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
        where: "claude_desktop_config.json",
        // mcp-remote splits the header at the first space. So no space follows the colon, and the value is in a variable.
        text: json({
          mcpServers: {
            [serverName]: {
              command: "npx",
              args: ["-y", "mcp-remote", endpoint, "--header", `Authorization:\${AUTH}`, ...plainHttp({ endpoint })],
              env: { AUTH: bearer(token) },
            },
          },
        }),
      },
    ],
    note: `Settings → Developer → Edit config opens the file. ${intoFile({ serverName })} This set-up needs Node.js. Restart Claude Desktop afterwards.`,
  }),
};

/** The option that allows plain HTTP to another machine. mcp-remote refuses it otherwise. */
function plainHttp({ endpoint }: Pick<SetupInput, "endpoint">): string[] {
  const isPlain = /^http:\/\//i.test(endpoint);
  const isLocal = /^http:\/\/(localhost|127\.0\.0\.1)([:/]|$)/i.test(endpoint);
  return isPlain && !isLocal ? ["--allow-http"] : [];
}
