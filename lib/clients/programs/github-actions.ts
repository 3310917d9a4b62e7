import { command } from "#lib/clients/formats/shell";
import { yamlLines } from "#lib/clients/formats/yaml";
import { type Client, RUN_IN_TERMINAL, tokenVariable } from "#lib/clients/model/setup";
import { listTools } from "#lib/clients/programs/curl";

/** The token is a secret of the repository. `gh` asks for it, so it is in no file and in no history of a shell. */
export const githubActions: Client = {
  id: "github-actions",
  title: "GitHub Actions",
  setup: ({ serverName, endpoint }) => {
    const variable = tokenVariable({ serverName });
    return {
      blocks: [
        { where: RUN_IN_TERMINAL, text: command("gh", "secret", "set", variable) },
        { where: ".github/workflows/mcp.yml", text: workflow(variable, endpoint) },
      ],
      note: "The command asks for the token: paste it there. The workflow lists the tools that the key reaches, each time you start it by hand; take its variable over into your own jobs.",
    };
  },
};

function workflow(variable: string, endpoint: string): string {
  // The shell of the job fills the variable in, so the token is in no log of the commands.
  const script = listTools(endpoint, `--header "Authorization: Bearer $${variable}"`);
  return [
    "name: MCP tools",
    "on: workflow_dispatch",
    "permissions: {}",
    "jobs:",
    "  list:",
    "    runs-on: ubuntu-latest",
    "    env:",
    `      ${variable}: \${{ secrets.${variable} }}`,
    "    steps:",
    `      - run: ${yamlLines(script, "          ")}`,
  ].join("\n");
}
