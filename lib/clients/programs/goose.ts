import { yamlKey, yamlString } from "#lib/clients/formats/yaml";
import { bearer, type Client, intoFile } from "#lib/clients/model/setup";

/** The time that Goose waits for a tool, in seconds. */
const TIMEOUT_SECONDS = 300;

export const goose: Client = {
  id: "goose",
  title: "Goose",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
        where: "~/.config/goose/config.yaml",
        text: [
          "extensions:",
          `  ${yamlKey(serverName)}:`,
          `    name: ${yamlString(serverName)}`,
          "    type: streamable_http",
          `    uri: ${yamlString(endpoint)}`,
          "    headers:",
          `      Authorization: ${yamlString(bearer(token))}`,
          "    enabled: true",
          `    timeout: ${TIMEOUT_SECONDS}`,
        ].join("\n"),
      },
    ],
    note: `On Windows the file is %APPDATA%\\Block\\goose\\config\\config.yaml. ${intoFile({ serverName })} Where there is a mapping “extensions”, add only the entry.`,
  }),
};
