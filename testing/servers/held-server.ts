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

/** Starts a server whose tools `work`, which reads, and `write` answer at once, or wait until the test releases them. */
export async function startHeldServer(): Promise<HeldServer> {
  let arrived = 0;
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  const server = await startMcpServer(() => {
    const made = new McpServer({ name: "held", version: "1.0.0" });
    const done = async () => {
      arrived += 1;
      await gate.promise;
      return { content: [{ type: "text" as const, text: "done" }] };
    };
    made.registerTool("work", { annotations: { readOnlyHint: true } }, done);
    made.registerTool("write", { annotations: { readOnlyHint: false, destructiveHint: false } }, done);
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
