import { execFile } from "node:child_process";
import { mkdtemp, open, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const BLOCK = Buffer.alloc(64 * 1024);

/** A disk that belongs to one test, which can fill it. */
export type SmallDisk = {
  folder: string;
  /** Writes until the disk is full. */
  fill(): Promise<void>;
  /** Removes the file that `fill` wrote. */
  free(): Promise<void>;
  remove(): Promise<void>;
};

/** @returns undefined when this process may not mount a disk */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-disk-"));
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=700`, "tmpfs", folder]);
  } catch {
    await rmdir(folder);
    return undefined;
  }
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill: async () => {
      const file = await open(ballast, "w");
      try {
        for (;;) await file.write(BLOCK);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast),
    remove: async () => {
      await run("umount", ["--lazy", folder]);
      await rmdir(folder);
    },
  };
}
