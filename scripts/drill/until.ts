import { setTimeout as pause } from "node:timers/promises";
import { EVENTUALLY } from "#testing/machine/slowness";

/**
 * Waits until a condition holds. A condition that throws does not hold yet.
 * @param timeoutMs the limit for what hangs
 * @returns whether it holds; false when the time is over
 */
export async function holds(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number = EVENTUALLY.timeout,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const isSo = await Promise.resolve(condition()).catch(() => false);
    if (isSo) return true;
    if (performance.now() > deadline) return false;
    await pause(EVENTUALLY.interval);
  }
}

/** Waits like `holds`. @throws Error that names what did not come */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  if (!(await holds(condition))) throw new Error(`This did not come in time: ${what}.`);
}
