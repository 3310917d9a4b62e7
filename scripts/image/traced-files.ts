import { glob, readFile } from "node:fs/promises";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { dirname, join, normalize, relative } from "node:path";
import { nodeFileTrace } from "@vercel/nft";

/** The programs that run in the image: the server, the thread of a server, and the commands of operators. */
const PROGRAMS = [
  "server.ts",
  "lib/auth/passwords/strength-worker.ts",
  "scripts/operator/user.ts",
  "scripts/operator/import-legacy.ts",
  "scripts/operator/secrets.ts",
  "scripts/db-migrate.ts",
];

/** What a server loads for development alone, and descriptions of programs. */
const NOT_IN_PRODUCTION = [
  "**/*.{map,md,mdx}",
  "**/*.d.{ts,cts,mts}",
  "**/*.{dev,development}.js",
  ...["server/dev", "docs", "esm", "lib/upgrade", "pages"].map((path) => `node_modules/next/dist/${path}/**`),
  // The compilers, and what the build's own traces name file by file.
  ...["babel", "babel-packages", "@next/font", "@mswjs", "next-server"].map(
    (path) => `node_modules/next/dist/compiled/${path}/**`,
  ),
  "node_modules/next/dist/compiled/webpack/bundle5.js",
];
/** Next.js would change the size of pictures with these. Latchkey has this turned off (`next.config.mjs`). */
const FOR_PICTURES = /^node_modules\/(sharp|@img)\//;

/**
 * Returns the files of this folder that the programs of the image load: their own and those of packages. Paths are
 * relative to the folder.
 */
export async function tracedFiles(folder: string): Promise<Set<string>> {
  const [own, pages] = [await filesOfPrograms(folder), await filesOfNext(folder)];
  return new Set([...own, ...pages].filter((path) => !FOR_PICTURES.test(path)));
}

async function filesOfPrograms(folder: string): Promise<Iterable<string>> {
  const { fileList } = await nodeFileTrace(
    PROGRAMS.map((path) => join(folder, path)),
    { base: folder, processCwd: folder, ts: true, ignore: NOT_IN_PRODUCTION, readFile: readAsScript },
  );
  return fileList;
}

/** The trace reads JavaScript alone. Node.js removes the types of a program in the same way. */
async function readAsScript(path: string): Promise<string | null> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "EISDIR") return null;
    throw error;
  });
  return text !== null && path.endsWith(".ts") && !path.includes("node_modules") ? stripTypeScriptTypes(text) : text;
}

/** Reads the traces that the build has written for the server of Next.js and for each page. */
async function filesOfNext(folder: string): Promise<string[]> {
  const traces = [".next/next-server.js.nft.json"];
  for await (const path of glob(".next/server/**/*.nft.json", { cwd: folder })) traces.push(path);
  const lists = await Promise.all(
    traces.map(async (path) => {
      const { files } = JSON.parse(await readFile(join(folder, path), "utf8")) as { files: string[] };
      return files.map((file) => normalize(join(dirname(path), file)));
    }),
  );
  return [...lists.flat(), ...(await lookedUpByNext(folder))];
}

/**
 * Next.js looks up where its compilers are when it reads its settings, and its server then runs none of them. The names
 * stand in one file.
 */
async function lookedUpByNext(folder: string): Promise<string[]> {
  const path = join(folder, "node_modules/next/dist/server/config-utils.js");
  const require = createRequire(path);
  const names = [...(await readFile(path, "utf8")).matchAll(/'(next\/dist\/compiled\/[^']+)'/g)];
  return names.map(([, name = ""]) => relative(folder, require.resolve(name)));
}
