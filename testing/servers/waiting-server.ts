import { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { type RunningMcpServer, startMcpServer } from "#testing/servers/mcp-servers";

export type WaitingServer = RunningMcpServer & {
  /** `begun` resolves when a call of `wait` begins, and `cancelled` when it is cancelled. */
  begun: Promise<void>;
  cancelled: Promise<void>;
  /** Lets calls of `count` go on to their last step, before which they wait. */
  letCountEnd(): void;
};

const text = (content: string) => ({ content: [{ type: "text" as const, text: content }] });

/** Starts a server of the 2026 revision with slow calls: `count` reports progress, `wait` ends when cancelled. */
export async function startWaitingServer(): Promise<WaitingServer> {
  const begun = Promise.withResolvers<void>();
  const cancelled = Promise.withResolvers<void>();
  const { promise: mayEnd, resolve: letCountEnd } = Promise.withResolvers<void>();
  const server = await startMcpServer(() => {
    const made = new McpServer({ name: "waiting", version: "1.0.0" });
    const annotations = { readOnlyHint: true };
    made.registerTool("count", { annotations, inputSchema: z.object({ to: z.number() }) }, async ({ to }, context) => {
      const progressToken = context.mcpReq._meta?.progressToken;
      for (let progress = 1; progress <= to; progress += 1) {
        if (progressToken !== undefined) {
          const params = { progressToken, progress, total: to };
          await context.mcpReq.notify({ method: "notifications/progress", params });
        }
        if (progress === to - 1) await mayEnd;
      }
      return text(`counted to ${to}`);
    });
    made.registerTool("wait", { annotations }, async (context) => {
      begun.resolve();
      const { signal } = context.mcpReq;
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      cancelled.resolve();
      return text("cancelled");
    });
    return made;
  });
  return { ...server, begun: begun.promise, cancelled: cancelled.promise, letCountEnd };
}
