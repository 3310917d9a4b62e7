import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The clock of one process, which the drill can set. */
export type SettableClock = {
  /** Settings that give the clock to a process. */
  settings: Record<string, string>;
  /**
   * Sets it for processes that start from now on.
   * @param aheadMs how far it is ahead of the machine's
   */
  set(aheadMs: number): Promise<void>;
  remove(): Promise<void>;
};

/** Makes a clock that is right until somebody sets it. */
export async function makeClock(): Promise<SettableClock> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-clock-"));
  const file = join(folder, "ahead");
  const set = (aheadMs: number) => writeFile(file, String(aheadMs));
  await set(0);
  return {
    settings: { NODE_OPTIONS: "--import=./scripts/drill/shifted-clock.ts", DRILL_CLOCK_FILE: file },
    set,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
