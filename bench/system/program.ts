import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
const POLL_MS = 25;

export type Program = { pid: number; port: number; stop(): Promise<void> };

type Command = {
  name: string;
  command: string;
  args: string[];
  port: number;
  /** The folder of its log file. It prints into a file, so this process spends no time on reading a pipe. */
  folder: string;
  /** Drops its standard output, but keeps its errors. */
  isSilent?: boolean;
  env?: Record<string, string>;
};

/**
 * Starts a server and waits until its port answers.
 * @throws Error with the end of what it wrote when it ends or does not listen in time
 */
export async function startProgram({ name, command, args, port, folder, env, isSilent }: Command): Promise<Program> {
  const logFile = join(folder, `${name}.log`);
  const log = await open(logFile, "a", 0o600);
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", ...env },
    stdio: ["ignore", isSilent ? "ignore" : log.fd, log.fd],
  });
  await log.close();
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  child.once("error", kill);

  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isListening(port))) {
    if (hasEnded() || !child.pid || Date.now() > deadline) {
      kill();
      throw new Error(`${name} did not start:\n${(await readFile(logFile, "utf8")).slice(-2_000)}`);
    }
    await pause(POLL_MS);
  }
  return {
    pid: child.pid ?? -1,
    port,
    stop: async () => {
      process.off("exit", kill);
      if (hasEnded()) return;
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await Promise.race([exited, pause(STOP_TIMEOUT_MS, undefined, { ref: false }).then(kill)]);
      await exited;
    },
  };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
    socket.once("connect", () => socket.destroy());
  });
}
