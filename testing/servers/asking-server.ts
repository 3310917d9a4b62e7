import { acceptedContent, inputRequired, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { type RunningMcpServer, startMcpServer } from "#testing/servers/mcp-servers";

export type AskingServer = RunningMcpServer & {
  /** The state and the responses of each tool call, in the order of arrival. */
  calls: { tool: string; state: unknown; responses: unknown }[];
};

/**
 * Starts a server of the 2026 revision whose tools ask for a room first: `purge` is destructive, `visit` is not. `wipe`
 * is destructive and asks for nothing.
 */
export async function startAskingServer(): Promise<AskingServer> {
  const calls: AskingServer["calls"] = [];
  const room = z.object({ room: z.string() });
  const server = await startMcpServer(() => {
    const made = new McpServer({ name: "asking", version: "1.0.0" });
    for (const [tool, destructiveHint] of [
      ["purge", true],
      ["visit", false],
    ] as const) {
      made.registerTool(tool, { annotations: { destructiveHint } }, async (context) => {
        const state = context.mcpReq.requestState();
        calls.push({ tool, state, responses: context.mcpReq.inputResponses });
        const chosen = acceptedContent(context.mcpReq.inputResponses, "latchkey_confirmation", room);
        if (chosen) return { content: [{ type: "text" as const, text: `${tool} ${chosen.room} ${state}` }] };
        // It has the name of the gateway's own question, and the gateway must not mix them up.
        const asked = inputRequired.elicit({ message: "Which room?", requestedSchema: room });
        return inputRequired({ inputRequests: { latchkey_confirmation: asked }, requestState: "room-state" });
      });
    }
    const inputSchema = z.looseObject({ room: z.string().optional() });
    made.registerTool("wipe", { annotations: { destructiveHint: true }, inputSchema }, async (_input, context) => {
      calls.push({ tool: "wipe", state: context.mcpReq.requestState(), responses: context.mcpReq.inputResponses });
      return { content: [{ type: "text", text: "wiped" }] };
    });
    return made;
  });
  return { ...server, calls };
}
