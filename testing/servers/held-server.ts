import { McpServer } from "@modelcontextprotocol/server";
import { type RunningMcpServer, startMcpServer } from "#testing/servers/mcp-servers";

export type HeldServer = RunningMcpServer & {
  /** Returns the number of calls that have arrived. */
  arrived(): number;
  /** From now on calls wait until `release`. */
  hold(): void;
  /** Answers all waiting calls and all later ones. */
  release(): void;
};

/** Starts a server whose tool `work` answers at once, or waits until the test releases it. */
export async function startHeldServer(): Promise<HeldServer> {
  let arrived = 0;
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  const server = await startMcpServer(() => {
    const made = new McpServer({ name: "held", version: "1.0.0" });
    made.registerTool("work", { annotations: { readOnlyHint: true } }, async () => {
      arrived += 1;
      await gate.promise;
      return { content: [{ type: "text", text: "done" }] };
    });
    return made;
  });
  return {
    ...server,
    arrived: () => arrived,
    hold: () => {
      gate = Promise.withResolvers();
    },
    release: () => gate.resolve(),
  };
}
