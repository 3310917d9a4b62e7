import { bearer, type Client, RUN_IN_TERMINAL } from "#lib/clients/setup";
import { command } from "#lib/clients/shell";

/** A command for scripts, and for a test of a key. */
export const curl: Client = {
  id: "curl",
  title: "curl",
  setup: ({ endpoint, token }) => ({
    where: RUN_IN_TERMINAL,
    text: [
      command("curl", "--url", endpoint),
      command("--header", `Authorization: ${bearer(token)}`),
      command("--header", "Content-Type: application/json"),
      command("--header", "Accept: application/json, text/event-stream"),
      command("--data", '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'),
    ].join(" \\\n  "),
    note: "Lists the tools that the key reaches.",
  }),
};
