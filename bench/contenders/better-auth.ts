import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BenchDatabase } from "#bench/latchkey/database";
import { cacheFolder } from "#bench/system/cache";
import { type Program, startProgram } from "#bench/system/program";
import { freePort } from "#lib/db/free-port";

export const BETTER_AUTH_VERSION = "1.7.5";
const PACKAGES = ["better-auth", "@better-auth/core", "@better-auth/api-key"];

/** Of all that are started, so that one session is good at each. */
const SECRET = randomBytes(32).toString("base64");

type Options = {
  name: string;
  folder: string;
  databaseUrl: string;
  /** How many rows it reads of a list at most: 100 unless it is told otherwise. */
  findManyLimit: number;
};

export type BetterAuth = { port: number; pids(): number[]; databasePids: BenchDatabase["pids"]; stop: Program["stop"] };

/** npm's better-auth with its plugin for API keys, as its guide mounts it on `node:http`, on a database that is empty or its own. */
export async function startBetterAuth(options: Options, database: BenchDatabase): Promise<BetterAuth> {
  const { name, folder, databaseUrl, findManyLimit } = options;
  const port = await freePort();
  const env = {
    DATABASE_URL: databaseUrl,
    BETTER_AUTH_FOLDER: await fetchBetterAuth(),
    BETTER_AUTH_SECRET: SECRET,
    FIND_MANY_LIMIT: String(findManyLimit),
  };
  const args = ["bench/programs/better-auth.ts", String(port)];
  const { pid, stop } = await startProgram({ name, command: process.execPath, args, port, folder, env });
  return { port, pids: () => [pid], databasePids: database.pids, stop };
}

/** It stays out of the dependencies: only this benchmark runs it, with 35 MB of packages. */
async function fetchBetterAuth(): Promise<string> {
  const folder = await cacheFolder(`better-auth-${BETTER_AUTH_VERSION}`);
  if (existsSync(join(folder, "node_modules/@better-auth/api-key"))) return folder;
  const args = ["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  await promisify(execFile)("npm", [...args, ...PACKAGES.map((name) => `${name}@${BETTER_AUTH_VERSION}`)]);
  return folder;
}
