import { bearer, type Client } from "#lib/clients/setup";
import { yamlKey, yamlString } from "#lib/clients/yaml";

/** The time that Goose waits for a tool, in seconds. */
const TIMEOUT_SECONDS = 300;

export const goose: Client = {
  id: "goose",
  title: "Goose",
  setup: ({ serverName, endpoint, token }) => ({
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
  }),
};
