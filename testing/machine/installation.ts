import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#lib/db/free-port";
import { scaled } from "#testing/machine/slowness";

const START_TIMEOUT_MS = scaled(30_000);
const STOP_TIMEOUT_MS = scaled(15_000);

/** An installation of Latchkey for one test: the production build in a process with its own port and data. */
export type Installation = {
  url: string;
  dataDir: string;
  /** Everything that it wrote to standard output and standard error so far. */
  output(): string;
  pid: number;
  /** Ends the process, as an operator does or as a crash does. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Starts it again on the same data and address. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
};

/** The processes to end when a test run breaks off. Each process stops its own database. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGTERM");
});

/** @param environment the settings in addition to port and data folder */
export async function startInstallation(environment: Record<string, string> = {}): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), "latchkey-e2e-"));
  const port = environment.PORT ? Number(environment.PORT) : await freePort();
  let text = "";
  let child: ChildProcess;

  const start = async () => {
    const settings = { PORT: String(port), DATA_DIR: dataDir, PUBLIC_URL: `http://localhost:${port}` };
    child = spawn(process.execPath, ["server.ts"], {
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
