import { setTimeout as pause } from "node:timers/promises";
import { db } from "#lib/db/client";
import { isInUse, startEmbedded } from "#lib/db/embedded";
import { migrate } from "#lib/db/migrate";
import { pool } from "#lib/db/pool";
import { env, provideEnv, SettingsError } from "#lib/env";

/** A killed process's connections are noticed by PostgreSQL within this time. */
const LEFTOVER_TIMEOUT_MS = 3_000;
const POLL_MS = 50;

export type OpenDatabase = {
  /** Ends this process's connections, and the server where it is our own. */
  close(): Promise<void>;
};

/**
 * Makes the database ready for this process: starts the embedded one where the settings name none,
 * and applies migrations.
 * @throws SettingsError when another Latchkey runs on the same data folder
 */
export async function openDatabase(): Promise<OpenDatabase> {
  const stopServer = env().DATABASE_URL ? async () => {} : await openEmbedded();
  const { DATABASE_URL } = env();
  if (!DATABASE_URL) throw new Error("There is no database to open.");
  await migrate(DATABASE_URL);
  return {
    close: async () => {
      await db().$disconnect();
      await pool().end();
      await stopServer();
    },
  };
}

async function openEmbedded(): Promise<() => Promise<void>> {
  const { DATA_DIR, EMBEDDED_DATABASE_PASSWORD } = env();
  const database = await startEmbedded({ dataDir: DATA_DIR, password: EMBEDDED_DATABASE_PASSWORD });
  if (database.adopted && !(await becomesFree(database.url))) {
    throw new SettingsError(
      `Another Latchkey is running on ${DATA_DIR}. Stop it first, give this one a DATA_DIR of its own, or set DATABASE_URL for both.`,
    );
  }
  provideEnv({ ...env(), DATABASE_URL: database.url });
  return database.stop;
}

async function becomesFree(url: string): Promise<boolean> {
  const deadline = Date.now() + LEFTOVER_TIMEOUT_MS;
  while (await isInUse(url)) {
    if (Date.now() > deadline) return false;
    await pause(POLL_MS);
  }
  return true;
}
