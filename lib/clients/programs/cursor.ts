import { base64 } from "#lib/clients/formats/base64";
import { json } from "#lib/clients/formats/json";
import { bearer, type Client, intoFile, type SetupInput, tokenVariable } from "#lib/clients/model/setup";

export const cursor: Client = {
  id: "cursor",
  title: "Cursor",
  setup: (input) => ({
    blocks: [
      {
        where: "~/.cursor/mcp.json",
        text: json({
          mcpServers: {
            [input.serverName]: { url: input.endpoint, headers: { Authorization: bearer(input.token) } },
          },
        }),
      },
    ],
    note: `Works in all your projects. ${intoFile(input)}`,
    deepLink: {
      label: "Add to Cursor",
      url: installLink(input),
      note: `Fills in everything except the token. Cursor reads it from the environment variable ${tokenVariable(input)}, which must be set where Cursor starts.`,
    },
  }),
};

/** A link that adds the server to Cursor. Cursor cannot ask for the token, so the link names a variable in its place. */
function installLink(input: SetupInput): string {
  const server = { url: input.endpoint, headers: { Authorization: bearer(`\${env:${tokenVariable(input)}}`) } };
  const query = [
    `name=${encodeURIComponent(input.serverName.toWellFormed())}`,
    `config=${encodeURIComponent(base64(JSON.stringify(server)))}`,
  ];
  return `cursor://anysphere.cursor-deeplink/mcp/install?${query.join("&")}`;
}
