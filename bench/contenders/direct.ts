import { bearer, type Contender, type Surroundings } from "#bench/contender";
import { startProgram } from "#bench/system/program";
import { freePort } from "#lib/db/embedded/free-port";

/** Starts the upstream that all other contenders forward to. */
export async function startUpstream(folder: string): Promise<{ pid: number; port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const args = ["testing/servers/programs/upstream.ts", String(port)];
  return startProgram({ name: "upstream", command: process.execPath, args, port, folder });
}

export function direct(upstreamPid: number, { upstreamPort, tokens }: Surroundings): Contender {
  return {
    port: upstreamPort,
    credentials: bearer(tokens),
    tool: "echo",
    pids: () => [upstreamPid],
    stop: async () => {},
  };
}
