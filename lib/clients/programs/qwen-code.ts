import { command } from "#lib/clients/formats/shell";
import { bearer, type Client, quotedName, RUN_IN_TERMINAL } from "#lib/clients/model/setup";

export const qwenCode: Client = {
  id: "qwen-code",
  title: "Qwen Code",
  setup: ({ serverName, endpoint, token }) => ({
    blocks: [
      {
        where: RUN_IN_TERMINAL,
        text: [
          command("qwen", "mcp", "add", "--scope", "user", "--transport", "http", serverName, endpoint),
          command("-H", `Authorization: ${bearer(token)}`),
        ].join(" "),
      },
    ],
    note: `Replaces an earlier ${quotedName(serverName)} in ~/.qwen/settings.json. “qwen mcp list” shows whether it is connected.`,
  }),
};
