import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

const MEGABYTE = 1_000_000;

export type Size = { what: string; megabytes: number };

/** The parts of the image, by the beginnings of their paths. The first that fits counts. */
const PARTS: [beginning: string, what: string][] = [
  ["bin/node", "Node.js"],
  [".next/", "the build of the pages"],
  ["node_modules/next/", "Next.js"],
  ["node_modules/", "other packages"],
  ["", "Latchkey's own programs"],
];

/** Measures the files of a folder. A disk takes some more, because it gives out whole blocks. */
export async function sizesOf(folder: string): Promise<Size[]> {
  const bytes = new Map(PARTS.map(([, what]) => [what, 0]));
  for (const path of await readdir(folder, { recursive: true })) {
    const found = await lstat(join(folder, path));
    if (!found.isFile()) continue;
    const what = PARTS.find(([beginning]) => path.startsWith(beginning))?.[1] ?? "";
    bytes.set(what, (bytes.get(what) ?? 0) + found.size);
  }
  return [...bytes].map(([what, size]) => ({ what, megabytes: size / MEGABYTE }));
}
