import { bearer, type Client } from "#lib/clients/setup";
import { tomlKey, tomlString } from "#lib/clients/toml";

export const codex: Client = {
  id: "codex",
  title: "Codex",
  setup: ({ serverName, endpoint, token }) => ({
    where: "~/.codex/config.toml",
    // `bearer_token_env_var` would need a variable wherever Codex starts. A literal header needs nothing else.
    text: [
      `[mcp_servers.${tomlKey(serverName)}]`,
      `url = ${tomlString(endpoint)}`,
      `http_headers = { Authorization = ${tomlString(bearer(token))} }`,
    ].join("\n"),
    note: "The command line, the editor extension and the app share this file.",
  }),
};
