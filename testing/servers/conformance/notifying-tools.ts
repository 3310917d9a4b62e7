import { setTimeout as pause } from "node:timers/promises";
import type { McpServer, ServerContext } from "@modelcontextprotocol/server";
import type { Changes } from "#testing/servers/conformance/changes";
import { textResult } from "#testing/servers/conformance/contents";

const STEP_MS = 50;

/** Adds tools that send notifications while they run: log messages, progress, changed lists. */
export function addNotifyingTools(server: McpServer, changes: Changes): void {
  server.registerTool("test_tool_with_logging", { description: "Logs while it runs." }, async (context) => {
    for (const message of ["Tool execution started", "Tool processing data", "Tool execution completed"]) {
      await context.mcpReq.log("info", message);
      await pause(STEP_MS);
    }
    return textResult("Tool with logging executed successfully");
  });
  server.registerTool("test_logging_tool", { description: "Logs once." }, async (context) => {
    await context.mcpReq.log("info", "A message that only those who asked for it may get");
    return textResult("Logged");
  });
  server.registerTool("test_tool_with_progress", { description: "Reports progress." }, async (context) => {
    for (const progress of [0, 50, 100]) {
      await reportProgress(context, progress);
      await pause(STEP_MS);
    }
    return textResult("Tool with progress executed successfully");
  });
  server.registerTool("test_reconnection", { description: "Closes its stream before it answers." }, async (context) => {
    context.http?.closeSSE?.();
    await pause(2 * STEP_MS);
    return textResult("Reconnection test completed successfully");
  });
  server.registerTool("test_trigger_tool_change", { description: "Changes the list of tools." }, async () => {
    changes.toggleTool();
    return textResult("The list of tools has changed");
  });
  server.registerTool("test_trigger_prompt_change", { description: "Changes the list of prompts." }, async () => {
    changes.togglePrompt();
    return textResult("The list of prompts has changed");
  });
}

async function reportProgress({ mcpReq }: ServerContext, progress: number): Promise<void> {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  await mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress, total: 100 } });
}
