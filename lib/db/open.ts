import { closeDatabase } from "#lib/db/client";
import { migrate } from "#lib/db/migrate";
import { isNoSpace, noSpace } from "#lib/db/no-space";
import { ownEmbedded } from "#lib/db/own-embedded";
import { env, provideEnv, SettingsError } from "#lib/env";

export type OpenDatabase = {
  /** Ends this process's connections, and the server where it is our own. */
  close(): Promise<void>;
};

/**
 * Makes the database ready for this process: starts the embedded one where the settings name none,
 * and applies migrations.
 * @throws SettingsError when another Latchkey runs on the same data folder, or its disk is full
 */
export async function openDatabase(): Promise<OpenDatabase> {
  const dataDir = env().DATA_DIR;
  try {
    return await open();
  } catch (error) {
    throw isNoSpace(error) ? new SettingsError(noSpace(dataDir), { cause: error }) : error;
  }
}

async function open(): Promise<OpenDatabase> {
  const stopServer = env().DATABASE_URL ? async () => {} : await openEmbedded();
  const { DATABASE_URL } = env();
  if (!DATABASE_URL) throw new Error("There is no database to open.");
  try {
    await migrate(DATABASE_URL);
  } catch (error) {
    await stopServer();
    throw error;
  }
  return {
    close: async () => {
      await closeDatabase();
      await stopServer();
    },
  };
}

async function openEmbedded(): Promise<() => Promise<void>> {
  const { DATA_DIR, EMBEDDED_DATABASE_PASSWORD } = env();
  const database = await ownEmbedded({ dataDir: DATA_DIR, password: EMBEDDED_DATABASE_PASSWORD });
  provideEnv({ ...env(), DATABASE_URL: database.url });
  return database.stop;
}
