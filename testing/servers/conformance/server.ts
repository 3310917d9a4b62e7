import { McpServer } from "@modelcontextprotocol/server";
import { addAskingTools } from "#testing/servers/conformance/asking-tools";
import type { Changes } from "#testing/servers/conformance/changes";
import { addContentTools } from "#testing/servers/conformance/content-tools";
import { textResult } from "#testing/servers/conformance/contents";
import { addInputRequiredTools, requestStates } from "#testing/servers/conformance/input-required-tools";
import { addNotifyingTools } from "#testing/servers/conformance/notifying-tools";
import { addPrompts } from "#testing/servers/conformance/prompts";
import { addResources } from "#testing/servers/conformance/resources";

/** Makes a server with everything that the conformance suites of both eras need. */
export function everythingServer(changes: Changes): McpServer {
  const server = new McpServer(
    { name: "conformance-fixture", version: "1.0.0" },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        logging: {},
        completions: {},
      },
      requestState: { verify: requestStates.verify },
    },
  );
  addContentTools(server);
  addNotifyingTools(server, changes);
  addAskingTools(server);
  addInputRequiredTools(server);
  addResources(server);
  addPrompts(server, changes);
  if (changes.hasExtraTool) {
    server.registerTool("test_extra_tool", { description: "Comes and goes." }, async () => textResult("Here"));
  }
  return server;
}
