import { copyFile, cp, glob, lstat, mkdir, readlink, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { tracedFiles } from "#scripts/image/traced-files";

/** What programs read by a path that no trace finds. */
const READ_BY_PATH = [
  "package.json",
  "next.config.mjs",
  "LICENSE",
  "prisma/migrations/**",
  "node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm",
  "scripts/image/healthy.sh",
];
/** The build, without its cache and without what it says about itself. */
const BUILD = [".next/*.{json,js}", ".next/BUILD_ID", ".next/node_modules/**", ".next/server/**", ".next/static/**"];
const NOT_OF_THE_BUILD = /\.(nft\.json|map)$/;

/**
 * Copies what the image holds into a folder: the server, the commands of operators, the build, and one Node.js. It needs
 * the dependencies and the build to be there (`node scripts/setup.mjs --build`).
 * @param from the folder of the project
 * @param to an empty folder or none; what stands there is removed
 */
export async function assembleImage(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  const paths = await tracedFiles(from);
  for (const pattern of [...READ_BY_PATH, ...BUILD]) {
    const before = paths.size;
    for await (const path of glob(pattern, { cwd: from })) if (!NOT_OF_THE_BUILD.test(path)) paths.add(path);
    if (paths.size === before && !paths.has(pattern))
      throw new Error(`The image needs ${pattern}, which is not there.`);
  }
  for (const path of [...paths].sort()) await copy(join(from, path), join(to, path));
  // The Node.js of the lockfile runs this, and it is the only one in the image.
  await mkdir(join(to, "bin"), { recursive: true });
  await copyFile(process.execPath, join(to, "bin", "node"));
}

/** Copies a file or a link. Folders come with what is in them. */
async function copy(from: string, to: string): Promise<void> {
  const found = await lstat(from);
  if (found.isDirectory()) return;
  await mkdir(dirname(to), { recursive: true });
  if (found.isSymbolicLink()) await symlink(await readlink(from), to);
  else await cp(from, to, { mode: 0 });
}
