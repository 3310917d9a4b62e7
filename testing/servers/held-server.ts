import { McpServer } from "@modelcontextprotocol/server";
import { type RunningMcpServer, startMcpServer } from "#testing/servers/mcp-servers";

export type HeldServer = RunningMcpServer & {
  /** Calls that have arrived so far. */
  arrived(): number;
  /** From now on calls wait, until `release`. */
  hold(): void;
  /** Lets go of the calls that wait, and of all that come. */
  release(): void;
};

/** A server whose tool `work` answers at once, or hangs for as long as the test wants. */
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
