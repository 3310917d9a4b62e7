import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { closeDatabase } from "#lib/db/client";
import { startEmbedded } from "#lib/db/embedded";
import { migrate } from "#lib/db/migrate";
import { env, provideEnv, SettingsError } from "#lib/env";

/** Any number that no other part of the program locks. */
const OWNER_LOCK = 7_201_002;
/** A killed process's connections, and with them its lock, are noticed by PostgreSQL within this time. */
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
      await closeDatabase();
      await stopServer();
    },
  };
}

async function openEmbedded(): Promise<() => Promise<void>> {
  const { DATA_DIR, EMBEDDED_DATABASE_PASSWORD } = env();
  const database = await startEmbedded({ dataDir: DATA_DIR, password: EMBEDDED_DATABASE_PASSWORD });
  const ownership = await takeOwnership(database.url);
  if (!ownership) {
    throw new SettingsError(
      `Another Latchkey is running on ${DATA_DIR}. Stop it first, give this one a DATA_DIR of its own, or set DATABASE_URL for both.`,
    );
  }
  provideEnv({ ...env(), DATABASE_URL: database.url });
  return async () => {
    await ownership.end();
    await database.stop();
  };
}

/**
 * Whoever runs the embedded server holds a lock on it for as long as the process lives, whatever kills it.
 * @returns the connection that holds the lock, or undefined when another process has it
 */
async function takeOwnership(connectionString: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({ connectionString });
  // It goes with the server; whatever needs the database then says so by itself.
  client.on("error", () => {});
  await client.connect();
  const deadline = Date.now() + LEFTOVER_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const answer = await client.query("SELECT pg_try_advisory_lock($1) AS taken", [OWNER_LOCK]);
    if (answer.rows[0]?.taken) return client;
    await pause(POLL_MS);
  }
  await client.end();
  return undefined;
}
