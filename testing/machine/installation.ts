import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#lib/db/embedded/free-port";
import { scaled } from "#testing/machine/slowness";

const START_TIMEOUT_MS = scaled(240_000);
const STOP_TIMEOUT_MS = scaled(120_000);

/** A Latchkey that belongs to a test: the production build as a process, on a free port, with its own data. */
export type Installation = {
  url: string;
  dataDir: string;
  /** What it has written to its standard output and error so far. */
  output(): string;
  pid: number;
  /** Ends the process, as an operator does or as a crash does. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Starts it again on the same data and address. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
};

/** The processes of tests that broke off before they removed them; each stops its own database. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGTERM");
});

/**
 * @param environment the settings in addition to port and data folder
 * @param command the program that runs; the server of this folder by default
 */
export async function startInstallation(
  environment: Record<string, string> = {},
  [program, ...args]: readonly [string, ...string[]] = [process.execPath, "server.ts"],
): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), "latchkey-e2e-"));
  const port = environment.PORT ? Number(environment.PORT) : await freePort();
  let text = "";
  let child: ChildProcess;

  const start = async () => {
    const settings = { PORT: String(port), DATA_DIR: dataDir, PUBLIC_URL: `http://localhost:${port}` };
    child = spawn(program, args, {
      env: { NODE_ENV: "production", PATH: process.env.PATH, HOME: process.env.HOME, ...settings, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        text += chunk;
      });
    }
    running.add(child);
    child.once("exit", () => running.delete(child));
    await untilReady(child, () => text);
  };
  const stop = async (signal: "SIGTERM" | "SIGKILL" = "SIGTERM") => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit", { signal: AbortSignal.timeout(STOP_TIMEOUT_MS) });
    child.kill(signal);
    await exited;
  };

  await start();
  return {
    url: `http://localhost:${port}`,
    dataDir,
    output: () => text,
    get pid() {
      return child.pid ?? -1;
    },
    stop,
    restart: async () => {
      text = "";
      await start();
    },
    remove: async () => {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function untilReady(child: ChildProcess, output: () => string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const checkOutput = () => output().includes("Latchkey is ready") && resolve();
  const failed = () => reject(new Error(`Latchkey ended before it was ready:\n${output()}`));
  const timer = setTimeout(() => reject(new Error(`Latchkey was not ready in time:\n${output()}`)), START_TIMEOUT_MS);
  child.stdout?.on("data", checkOutput);
  child.once("exit", failed);
  await promise.finally(() => {
    clearTimeout(timer);
    child.stdout?.off("data", checkOutput);
    child.off("exit", failed);
  });
}

type Secrets = { authSecret: string; encryptionKey: string; databasePassword: string };

/** The secrets that an installation made for itself at its first start. */
export async function readSecrets({ dataDir }: Pick<Installation, "dataDir">): Promise<Secrets> {
  return JSON.parse(await readFile(join(dataDir, "secrets.json"), "utf8"));
}

/** The address of the embedded database of a running installation. */
export async function databaseUrlOf(installation: Pick<Installation, "dataDir">): Promise<string> {
  const { databasePassword } = await readSecrets(installation);
  // The fourth line of this file is the port.
  const lines = (await readFile(join(installation.dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n");
  return `postgresql://latchkey:${encodeURIComponent(databasePassword)}@127.0.0.1:${lines[3]?.trim()}/latchkey`;
}
