import pg from "pg";
import type { Repeating } from "#lib/background/repeating";
import { closeDatabase } from "#lib/db/client";
import { keepEmbeddedRunning, type OwnEmbedded } from "#lib/db/embedded/keep-embedded-running";
import { migrate } from "#lib/db/migrate";
import { isNoSpace, noSpaceMessage } from "#lib/db/no-space";
import { env, provideEnv, SettingsError } from "#lib/env";
import { folderProblem } from "#lib/secrets/folder-problem";
import { FolderLockError, RUNNING_LOCK, runningElsewhere, waitForFolderLock } from "#lib/starting/folder-lock";
import { refuseNewerDatabase } from "#lib/starting/newer-database";
import { waitForDatabase } from "#lib/starting/wait-for-database";
import { keepTime } from "#lib/time/keep-time";

export type OpenDatabase = {
  /** Closes the connections of this process, and stops the embedded PostgreSQL if it runs. */
  close(): Promise<void>;
};

/**
 * Makes the database ready for this process. It starts the embedded PostgreSQL if `DATABASE_URL` is not set, applies
 * migrations, and keeps `databaseClock` at the database's time.
 * @param signal ends the waiting for a database that is not there yet
 * @throws SettingsError when the database cannot be used or is newer than this version, another Latchkey runs on the
 *   same data folder, the disk is full, or the folder cannot be used
 */
export async function openDatabase(signal?: AbortSignal): Promise<OpenDatabase> {
  const dataDir = env().DATA_DIR;
  try {
    return await startAndMigrate(signal);
  } catch (error) {
    const problem = problemOf(error, dataDir);
    throw problem === null ? error : new SettingsError(problem, { cause: error });
  }
}

/** @returns one sentence for the operator; null when the error says nothing about the data folder */
function problemOf(error: unknown, dataDir: string): string | null {
  if (error instanceof FolderLockError) return error.message;
  return isNoSpace(error) ? noSpaceMessage(dataDir) : folderProblem(error, dataDir);
}

async function startAndMigrate(signal?: AbortSignal): Promise<OpenDatabase> {
  const embedded = env().DATABASE_URL ? null : await startEmbeddedAndSetUrl();
  const { DATABASE_URL, DATABASE_WAIT_SECONDS } = env();
  if (!DATABASE_URL) throw new Error("There is no database to open.");
  let time: Repeating;
  try {
    if (!embedded) await waitForDatabase(DATABASE_URL, DATABASE_WAIT_SECONDS, signal);
    await refuseNewer(DATABASE_URL);
    await migrate(DATABASE_URL);
    time = await keepTime();
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  return {
    close: async () => {
      await time.stop();
      await closeDatabase();
      await embedded?.stop();
    },
  };
}

async function refuseNewer(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await refuseNewerDatabase(client, env().ALLOW_NEWER_DATABASE).finally(() => client.end());
}

/** How long a Latchkey that is just ending may keep the folder, in milliseconds. */
const LOCK_TIMEOUT_MS = 3_000;

/** Starts the embedded PostgreSQL as the only Latchkey on its folder. */
async function startEmbeddedAndSetUrl(): Promise<OwnEmbedded> {
  const { DATA_DIR, EMBEDDED_DATABASE_PASSWORD } = env();
  const lock = await waitForFolderLock(DATA_DIR, RUNNING_LOCK, LOCK_TIMEOUT_MS);
  if (!lock) throw new SettingsError(runningElsewhere(DATA_DIR));
  try {
    const database = await keepEmbeddedRunning({ dataDir: DATA_DIR, password: EMBEDDED_DATABASE_PASSWORD });
    provideEnv({ ...env(), DATABASE_URL: database.url });
    return {
      url: database.url,
      stop: () => database.stop().finally(lock.release),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
