import { spawn } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Waits for a line on its input and does nothing then. When the input ends without a line, because the process that
 * holds its other end is gone, it sends SIGINT, which is PostgreSQL's fast shutdown. It ignores signals that are sent to
 * everything that a supervisor knows.
 */
const GUARD = `trap "" TERM INT HUP; read -r line || kill -INT "$1"`;

/** Watches over a process until it is released. */
export type Guard = { release(): void };

/**
 * Ends a process in order when this one ends without a word, as after SIGKILL. A process that is killed can do nothing
 * itself, so a shell does it, which takes less than a megabyte. Windows has no such shell: the process goes on there, and
 * the next start takes it over.
 * @param pid the process; `release` has to be called when it has ended, because its number is used again
 */
export function endWithThisProcess(pid: number): Guard {
  if (process.platform === "win32") return { release: () => {} };
  const guard = spawn("sh", ["-c", GUARD, "latchkey-guard", String(pid)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Without a shell there is no guard. A guard that was killed takes no line.
  guard.on("error", () => {});
  guard.stdin.on("error", () => {});
  // Neither keeps this process running.
  guard.unref();
  (guard.stdin as Socket).unref();
  return { release: () => guard.stdin.end("\n") };
}
