import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { scaled } from "#testing/machine/slowness";

const START_TIMEOUT_MS = scaled(120_000);
const POLL_MS = 10;

/** The programs of tests that broke off before they stopped them. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGTERM");
});

/** A program that listens on a loopback port. */
export type Listener = {
  stop(signal: "SIGTERM" | "SIGQUIT"): Promise<void>;
  /** Tells the program to read its configuration again. */
  reload(): void;
};

/**
 * Starts a program and waits until it listens.
 * @param environment variables in addition to those of this process
 * @throws Error with what the program said when it ends before it listens
 */
export async function runListener(
  program: string,
  options: readonly string[],
  port: number,
  environment: Record<string, string> = {},
): Promise<Listener> {
  const child = spawn(program, options, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-5_000);
  });
  await untilItListens(child, port, () => `${program} did not start: ${said}`);
  return {
    stop: async (signal) => {
      const exited = once(child, "exit");
      if (child.exitCode === null && child.kill(signal)) await exited;
    },
    reload: () => void child.kill("SIGHUP"),
  };
}

async function untilItListens(child: ChildProcess, port: number, failure: () => string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (child.exitCode === null && performance.now() < deadline) {
    if (await canConnect(port)) return;
    await pause(POLL_MS);
  }
  throw new Error(failure());
}

function canConnect(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, "127.0.0.1");
  socket.once("connect", () => resolve(true));
  socket.once("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
