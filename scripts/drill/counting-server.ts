import { setTimeout as pause } from "node:timers/promises";
import { isObject } from "#lib/mcp/protocol";
import { introduced, startScriptedServer, toolList } from "#testing/servers/scripted-server";

/** The tool of the server. It writes, so nobody may send a call of it twice. */
export const COUNTED_TOOL = "count";

export type CountingServer = {
  url: string;
  /** How often the call with each number was carried out. */
  carriedOut: ReadonlyMap<number, number>;
  stop(): Promise<void>;
};

/**
 * Starts an MCP server that counts how often it carries out each call, and answers with the number of the call. A call
 * says with `takesMs` how long its answer takes.
 */
export async function startCountingServer(): Promise<CountingServer> {
  const carriedOut = new Map<number, number>();
  const server = await startScriptedServer({
    initialize: introduced(),
    "tools/list": toolList(COUNTED_TOOL),
    "tools/call": async ({ params }) => {
      const { number, takesMs } = isObject(params) && isObject(params.arguments) ? params.arguments : {};
      const given = Number(number);
      carriedOut.set(given, (carriedOut.get(given) ?? 0) + 1);
      if (takesMs) await pause(Number(takesMs));
      return { result: { content: [{ type: "text", text: String(given) }] } };
    },
  });
  return { url: server.url, carriedOut, stop: server.stop };
}
