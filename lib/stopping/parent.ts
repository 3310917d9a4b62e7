import { SECOND_MS } from "#lib/clock";

const LOOK_EVERY_MS = SECOND_MS / 2;

/**
 * Calls back when the process that started this one has ended. npm cannot pass on a SIGKILL, nor a signal that it does
 * not know, so this is all that a program hears of it.
 */
export function whenParentEnds(callback: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent && isAlive(parent)) return;
    clearInterval(timer);
    callback();
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** Windows goes on to name a parent that has ended. Other systems name another parent then. */
function isAlive(pid: number): boolean {
  if (process.platform !== "win32") return true;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
