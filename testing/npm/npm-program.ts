import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { freePort } from "#lib/db/embedded/free-port";
import { EVENTUALLY } from "#testing/machine/slowness";

const run = promisify(execFile);

/** A Latchkey that was started with npm, and the processes that belong to it. */
export type NpmProgram = {
  npm: number;
  server: number;
  postgres: number;
  /** Sends a signal to one process, or with a minus sign before its number to its group. */
  signal(target: number, signal: NodeJS.Signals): void;
  /** What it has written so far. */
  output(): string;
  /** Resolves when npm has ended. */
  npmEnded: Promise<unknown>;
};

/**
 * Starts a script of package.json with npm, in a process group of its own. It serves as a gateway, which needs no build.
 * @param dataDir the folder of its data, which may exist
 */
export async function startWithNpm(script: "start" | "dev", dataDir: string): Promise<NpmProgram> {
  const settings = { PORT: String(await freePort()), DATA_DIR: dataDir, LATCHKEY_ROLE: "gateway" };
  // Without the script before it, which would install and build.
  const child: ChildProcess = spawn("npm", ["run", script, "--ignore-scripts"], {
    env: { NODE_ENV: "production", PATH: process.env.PATH, HOME: process.env.HOME, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      text += chunk;
    });
  }
  const npmEnded = once(child, "exit");
  const npm = child.pid ?? -1;
  await expect.poll(() => text, EVENTUALLY).toContain("Latchkey is ready");
  const [pid = ""] = (await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n");
  return {
    npm,
    server: await serverOf(npm),
    postgres: Number(pid),
    signal: (target, signal) => void process.kill(target, signal),
    output: () => text,
    npmEnded,
  };
}

/** Whether a process runs. One that has ended and waits for its parent to look does not. */
export async function isRunning(pid: number): Promise<boolean> {
  const state = await run("ps", ["-o", "stat=", "-p", String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
  return state !== "" && !state.startsWith("Z");
}

/** The last descendant of npm that is named `server.ts`. With `node --watch` its parent is named so too. */
async function serverOf(npm: number): Promise<number> {
  const { stdout } = await run("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="]);
  const processes = stdout
    .trim()
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
    .map(([, pid, parent, args = ""]) => ({ pid: Number(pid), parent: Number(parent), args }));
  let found = npm;
  for (;;) {
    const child = processes.find(({ parent, args }) => parent === found && args.includes("server.ts"));
    if (!child) return found;
    found = child.pid;
  }
}
