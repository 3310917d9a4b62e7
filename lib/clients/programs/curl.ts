import { command } from "#lib/clients/formats/shell";
import { bearer, type Client } from "#lib/clients/model/setup";

/** A command for scripts, and for a test of a key. */
export const curl: Client = {
  id: "curl",
  title: "curl",
  setup: ({ endpoint, token }) => ({
    blocks: [
      {
        where: "Run in a terminal (bash, zsh)",
        text: listTools(endpoint, command("--header", `Authorization: ${bearer(token)}`)),
      },
    ],
    note: "Lists the tools that the key reaches.",
  }),
};

/**
 * A command that lists the tools of a key, without `initialize`: the gateway keeps no session.
 * @param authorization the option with the header, quoted for the shell
 */
export function listTools(endpoint: string, authorization: string): string {
  return [
    command("curl", "--fail-with-body", "--url", endpoint),
    authorization,
    command("--header", "Content-Type: application/json"),
    command("--header", "Accept: application/json, text/event-stream"),
    command("--data", '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'),
  ].join(" \\\n  ");
}
