import { tomlKey, tomlString } from "#lib/clients/formats/toml";
import { bearer, type Client, intoFile } from "#lib/clients/model/setup";

export const codex: Client = {
  id: "codex",
  title: "Codex",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
        where: "~/.codex/config.toml",
        // `bearer_token_env_var` would need a variable wherever Codex starts. A literal header needs nothing else.
        text: [
          `[mcp_servers.${tomlKey(serverName)}]`,
          `url = ${tomlString(endpoint)}`,
          `http_headers = { Authorization = ${tomlString(bearer(token))} }`,
        ].join("\n"),
      },
    ],
    note: `${intoFile({ serverName })} Codex does not start while there are two. The command line, the editor extension and the app share this file.`,
  }),
};
