import { readFile } from "node:fs/promises";
import { bearer, type Contender } from "#bench/contender";
import type { BenchDatabase, SharedSettings } from "#bench/latchkey/database";
import { startProgram } from "#bench/system/program";
import { freePort } from "#lib/db/embedded/free-port";

/** Per minute. The highest value of the settings: Latchkey counts every request and refuses none. */
const HIGHEST_LIMIT = "6000000";

type Options = {
  /** Names the log file too. */
  name: string;
  folder: string;
  tokens: string[];
  database: BenchDatabase;
  settings: SharedSettings;
  isSilent?: boolean;
  /** The folder into which Node writes a CPU profile at the end. */
  profileFolder?: string;
};

/** Starts `server.ts` with the role `gateway` as operators do, with all features on. The database must be migrated. */
export async function startLatchkey(options: Options): Promise<Contender> {
  const { name, folder, isSilent, database, settings, profileFolder } = options;
  const port = await freePort();
  const env = {
    ...settings,
    LATCHKEY_ROLE: "gateway",
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    RATE_LIMIT_KEY_PER_MINUTE: HIGHEST_LIMIT,
    RATE_LIMIT_KEY_BURST: HIGHEST_LIMIT,
    RATE_LIMIT_WORKSPACE_PER_MINUTE: HIGHEST_LIMIT,
    RATE_LIMIT_WORKSPACE_BURST: HIGHEST_LIMIT,
    RATE_LIMIT_VALIDATION_PER_MINUTE: HIGHEST_LIMIT,
    RATE_LIMIT_VALIDATION_BURST: HIGHEST_LIMIT,
    RATE_LIMIT_API_PER_MINUTE: HIGHEST_LIMIT,
    RATE_LIMIT_API_BURST: HIGHEST_LIMIT,
  };
  const profile = profileFolder ? ["--cpu-prof", `--cpu-prof-dir=${profileFolder}`] : [];
  const args = [...profile, ...(await startArguments())];
  const program = await startProgram({ name, command: process.execPath, args, port, folder, isSilent, env });
  return {
    port,
    credentials: bearer(options.tokens),
    tool: "bench__echo",
    pids: () => [program.pid],
    databasePids: database.pids,
    stop: program.stop,
  };
}

/** Returns the arguments that `npm start` passes to Node. */
async function startArguments(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile("package.json", "utf8")) as { scripts: { start: string } };
  return scripts.start.split(" ").slice(2);
}
