import { bearer, type Contender, type Surroundings } from "#bench/contender";
import { startProgram } from "#bench/system/program";
import { freePort } from "#lib/db/embedded/free-port";

/** Starts a server built with the SDK. It shows what MCP costs without any gateway. */
export async function startBareSdk({ folder, tokens }: Surroundings): Promise<Contender> {
  const port = await freePort();
  const args = ["testing/servers/programs/bare-sdk.ts", String(port)];
  const program = await startProgram({ name: "bare-sdk", command: process.execPath, args, port, folder });
  return { port, credentials: bearer(tokens), tool: "echo", pids: () => [program.pid], stop: program.stop };
}
