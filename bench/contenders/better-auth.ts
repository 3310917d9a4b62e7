import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BenchDatabase } from "#bench/latchkey/database";
import { cacheFolder } from "#bench/system/cache";
import { type Program, startProgram } from "#bench/system/program";
import { freePort } from "#lib/db/embedded/free-port";

export const BETTER_AUTH_VERSION = "1.7.5";
const PACKAGES = ["better-auth", "@better-auth/core", "@better-auth/api-key"];

/** All instances share this secret, so one session works with each of them. */
const SECRET = randomBytes(32).toString("base64");

type Options = {
  name: string;
  folder: string;
  databaseUrl: string;
  /** The maximum number of rows of a list; better-auth's default is 100. */
  findManyLimit: number;
};

export type BetterAuth = { port: number; pids(): number[]; databasePids: BenchDatabase["pids"]; stop: Program["stop"] };

/**
 * Starts better-auth with its plugin for API keys on `node:http`, as its guide shows. The database must be empty or
 * made by better-auth.
 */
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

/** Installs better-auth outside the dependencies, because only this benchmark needs its 35 MB of packages. */
async function fetchBetterAuth(): Promise<string> {
  const folder = await cacheFolder(`better-auth-${BETTER_AUTH_VERSION}`);
  if (existsSync(join(folder, "node_modules/@better-auth/api-key"))) return folder;
  const args = ["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  await promisify(execFile)("npm", [...args, ...PACKAGES.map((name) => `${name}@${BETTER_AUTH_VERSION}`)]);
  return folder;
}
