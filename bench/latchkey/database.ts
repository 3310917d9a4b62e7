import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { tree } from "#bench/system/proc";
import { closeDatabase } from "#lib/db/client";
import { startEmbedded } from "#lib/db/embedded/embedded";
import { migrate } from "#lib/db/migrate";
import { parseEnv, provideEnv } from "#lib/env";

/** The environment variables that all replicas share. */
export type SharedSettings = { DATABASE_URL: string; AUTH_SECRET: string; ENCRYPTION_KEY: string };

export type BenchDatabase = {
  settings: SharedSettings;
  pids(): number[];
  stop(): Promise<void>;
};

/** Starts a PostgreSQL for this benchmark, the one that `npm start` uses, with the schema and without rows. */
export async function startDatabase(folder: string): Promise<BenchDatabase> {
  const database = await startEmbedded({ dataDir: folder, password: "bench" });
  await migrate(database.url);
  const settings = {
    DATABASE_URL: database.url,
    AUTH_SECRET: randomBytes(32).toString("base64"),
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  };
  // The first line is the id of the process that starts all others.
  const pid = Number.parseInt(await readFile(join(folder, "postgres", "postmaster.pid"), "utf8"), 10);
  return { settings, pids: () => tree(pid), stop: database.stop };
}

/** Runs `work` while this process can use the operations of `lib/` on a database, like one more replica. */
export async function asReplica(settings: SharedSettings, work: () => Promise<void>): Promise<void> {
  const noSecrets = () => ({ authSecret: "", encryptionKey: "", databasePassword: "" });
  provideEnv(parseEnv({ ...settings, LOG_LEVEL: "warn" }, noSecrets));
  try {
    await work();
  } finally {
    await closeDatabase();
  }
}

export async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return work(client).finally(() => client.end());
}
