import { closeDatabase } from "#lib/db/client";
import { keepEmbeddedRunning, type OwnEmbedded } from "#lib/db/keep-embedded-running";
import { migrate } from "#lib/db/migrate";
import { isNoSpace, noSpaceMessage } from "#lib/db/no-space";
import { env, provideEnv, SettingsError } from "#lib/env";
import { folderProblem } from "#lib/secrets/folder-problem";

export type OpenDatabase = {
  /** Closes the connections of this process, and stops the embedded PostgreSQL if it runs. */
  close(): Promise<void>;
};

/**
 * Makes the database ready for this process. It starts the embedded PostgreSQL if `DATABASE_URL` is not set, and
 * applies migrations.
 * @throws SettingsError when another Latchkey runs on the same data folder, the disk is full, or the folder cannot be used
 */
export async function openDatabase(): Promise<OpenDatabase> {
  const dataDir = env().DATA_DIR;
  try {
    return await startAndMigrate();
  } catch (error) {
    const problem = isNoSpace(error) ? noSpaceMessage(dataDir) : folderProblem(error, dataDir);
    throw problem === null ? error : new SettingsError(problem, { cause: error });
  }
}

async function startAndMigrate(): Promise<OpenDatabase> {
  const embedded = env().DATABASE_URL ? null : await startEmbeddedAndSetUrl();
  const { DATABASE_URL } = env();
  if (!DATABASE_URL) throw new Error("There is no database to open.");
  try {
    await migrate(DATABASE_URL);
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  return {
    close: async () => {
      await closeDatabase();
      await embedded?.stop();
    },
  };
}

async function startEmbeddedAndSetUrl(): Promise<OwnEmbedded> {
  const { DATA_DIR, EMBEDDED_DATABASE_PASSWORD } = env();
  const database = await keepEmbeddedRunning({ dataDir: DATA_DIR, password: EMBEDDED_DATABASE_PASSWORD });
  provideEnv({ ...env(), DATABASE_URL: database.url });
  return database;
}
