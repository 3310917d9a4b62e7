import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";

/** The lock of the Latchkey that runs on a data folder. It is held for as long as it runs. */
export const RUNNING_LOCK = "latchkey.lock";
/** The lock of a process that makes or starts the embedded PostgreSQL. It is held until PostgreSQL has started. */
export const STARTING_LOCK = "start.lock";

const POLL_MS = 50;
/** SQLite's code for a file that somebody else has locked. */
const BUSY = 5;

/** The file cannot be locked at all: something else is in it, or the disk knows no locks. The message is one sentence. */
export class FolderLockError extends Error {
  override name = "FolderLockError";
}

export type FolderLock = { release(): void };

/** Node.js closes a database, and gives up its lock, once nothing leads to it. */
const held = new Set<DatabaseSync>();

/**
 * Locks a file in `folder`, which is made when it is missing. The kernel holds the lock (`fcntl`, through the SQLite that
 * Node.js brings) and gives it back when the process ends, however it ends. So no lock is ever stale, and no process
 * number has to be read (docs/decisions/0043).
 * @param folder an absolute path
 * @returns null when another process has the lock
 * @throws FolderLockError; or the error of the file system when the file cannot be made or written
 */
export function lockFolder(folder: string, name: string): FolderLock | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, name);
  // Never opened here when it is there: closing it would give up a lock that this process has on it.
  if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
  else makeFile(file);
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    // Nothing is ever written, and no file is put beside this one.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    held.add(database);
    return { release: () => release(database) };
  } catch (error) {
    database.close();
    if ((error as { errcode?: unknown }).errcode === BUSY) return null;
    const { message } = error as Error;
    throw new FolderLockError(`${file} cannot be locked (${message}): remove it, or put DATA_DIR on another disk.`, {
      cause: error,
    });
  }
}

/**
 * Waits for a lock as `lockFolder` gives it.
 * @param timeoutMs how long to wait; 0 tries once
 * @returns null when another process has kept the lock for all of this time
 */
export async function waitForFolderLock(folder: string, name: string, timeoutMs: number): Promise<FolderLock | null> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const lock = lockFolder(folder, name);
    if (lock || performance.now() >= deadline) return lock;
    await pause(POLL_MS);
  }
}

/** Says that another Latchkey has a data folder. */
export function runningElsewhere(dataDir: string): string {
  return `Another Latchkey is running on ${dataDir}. Stop it first, give this one its own DATA_DIR, or set DATABASE_URL for both.`;
}

function release(database: DatabaseSync): void {
  if (held.delete(database)) database.close();
}

function makeFile(file: string): void {
  try {
    closeSync(openSync(file, "ax", 0o600));
  } catch (error) {
    // Another process was first.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
