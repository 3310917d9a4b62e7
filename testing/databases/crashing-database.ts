import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { startEmbedded } from "#lib/db/embedded/embedded";
import { asOrdinaryUser, embeddedBinaries } from "#lib/db/embedded/embedded-binaries";
import { freePort } from "#lib/db/embedded/free-port";
import { scaled } from "#testing/machine/slowness";

const POLL_MS = 20;
const START_TIMEOUT_MS = scaled(20_000);

/** A PostgreSQL that belongs to one test: it can crash and start again at the same address. */
export type CrashingDatabase = {
  url: string;
  /** Ends it at once. Nothing is written and no connection is closed: the next start recovers from the log. */
  crash(): Promise<void>;
  startAgain(): Promise<void>;
  remove(): Promise<void>;
};

export async function startCrashingDatabase(): Promise<CrashingDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), "latchkey-crash-"));
  const password = "crash";
  const made = await startEmbedded({ dataDir, password });
  await made.stop();
  const port = await freePort();
  const url = `postgresql://latchkey:${password}@127.0.0.1:${port}/latchkey`;
  let server: ChildProcess;
  const start = async () => {
    server = await launch(join(dataDir, "postgres"), port);
    await untilReady(url);
  };
  const crash = async () => {
    const exited = once(server, "exit");
    // SIGQUIT is PostgreSQL's immediate shutdown. After SIGKILL the processes of its connections would stay.
    server.kill("SIGQUIT");
    await exited;
  };
  await start();
  return {
    url,
    crash,
    startAgain: start,
    remove: async () => {
      await crash();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function launch(folder: string, port: number): Promise<ChildProcess> {
  const { postgres } = await embeddedBinaries();
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories="];
  const args = ["-D", folder, ...settings.flatMap((setting) => ["-c", setting])];
  const server = spawn(...asOrdinaryUser(postgres, args), { stdio: "ignore" });
  process.once("exit", () => server.kill("SIGQUIT"));
  return server;
}

async function untilReady(connectionString: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const client = new pg.Client({ connectionString });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(POLL_MS);
    }
  }
}
