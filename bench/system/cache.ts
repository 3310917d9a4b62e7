import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";

/** Downloaded peers stay here for the next run. */
const CACHE = join("node_modules", ".cache", "latchkey-bench");

export async function cacheFolder(name: string): Promise<string> {
  const folder = resolve(CACHE, name);
  await mkdir(folder, { recursive: true });
  return folder;
}
