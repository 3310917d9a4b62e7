import { json } from "#lib/clients/json";
import { bearer, type Client, type SetupInput } from "#lib/clients/setup";

/** Its file takes no remote servers, so `mcp-remote` stands between. */
export const claudeDesktop: Client = {
  id: "claude-desktop",
  title: "Claude Desktop",
  setup: ({ serverName, endpoint, token }) => ({
    where: "claude_desktop_config.json",
    language: "json",
    // mcp-remote splits the header at the first space, hence none after the colon and the value in a variable.
    text: json({
      mcpServers: {
        [serverName]: {
          command: "npx",
          args: ["-y", "mcp-remote", endpoint, "--header", `Authorization:\${AUTH}`, ...plainHttp({ endpoint })],
          env: { AUTH: bearer(token) },
        },
      },
    }),
    note: "Settings → Developer → Edit config opens the file; keep what is already in it. Needs Node.js. Restart Claude Desktop afterwards.",
  }),
};

/** mcp-remote refuses plain HTTP to other machines unless told that it is meant. */
function plainHttp({ endpoint }: Pick<SetupInput, "endpoint">): string[] {
  const isPlain = /^http:\/\//i.test(endpoint);
  const isLocal = /^http:\/\/(localhost|127\.0\.0\.1)([:/]|$)/i.test(endpoint);
  return isPlain && !isLocal ? ["--allow-http"] : [];
}
