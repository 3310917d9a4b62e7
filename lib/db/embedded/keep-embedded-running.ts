import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { SECOND_MS } from "#lib/clock";
import { type EmbeddedDatabase, startEmbedded } from "#lib/db/embedded/embedded";
import { endWithThisProcess, type Guard } from "#lib/db/embedded/end-with-process";
import { isNoSpace, noSpaceMessage } from "#lib/db/no-space";
import { SettingsError } from "#lib/env";
import { log } from "#lib/log";
import { runningElsewhere } from "#lib/starting/folder-lock";

/** The id of the advisory lock. No other part of Latchkey uses this number. */
const OWNER_LOCK = 7_201_002;
/** PostgreSQL closes the connections of a killed process within this time, and releases its lock. */
const LOCK_TIMEOUT_MS = 3_000;
const POLL_MS = 50;
/** The first and the longest delay before the server is started again. */
const RESTART_MS = SECOND_MS / 2;
const RESTART_MAX_MS = 15 * SECOND_MS;

/** The embedded PostgreSQL, as the process that holds its lock sees it. */
export type OwnEmbedded = {
  url: string;
  stop(): Promise<void>;
};

type Options = { dataDir: string; password: string };

/**
 * The server, the connection that holds the lock of this process, and the guard that ends the server with this process.
 * `ended` resolves when the connection is lost.
 */
type LockedServer = { database: EmbeddedDatabase; client: pg.Client; guard: Guard; ended: Promise<void> };

/**
 * Starts the embedded PostgreSQL and keeps it running at the same address. When it stops, for example because the disk
 * is full or somebody killed it, this tries to start it again until it succeeds. Queries fail meanwhile. The server ends
 * with this process, also when this process is killed.
 * @throws SettingsError when another Latchkey runs on the same data folder
 */
export async function keepEmbeddedRunning(options: Options): Promise<OwnEmbedded> {
  const first = await startAndLock(options);
  if (!first) throw new SettingsError(runningElsewhere(options.dataDir));
  const stopping = new AbortController();
  let server = first;
  const restartUntilStopped = async () => {
    while (!stopping.signal.aborted) {
      await server.ended;
      if (stopping.signal.aborted) return;
      server.guard.release();
      log().error("The embedded PostgreSQL went down. Latchkey starts it again.");
      server = (await restart({ ...options, port: server.database.port }, stopping.signal)) ?? server;
    }
    await server.client.end();
  };
  const stopped = restartUntilStopped();
  return {
    url: server.database.url,
    stop: async () => {
      stopping.abort();
      await server.client.end();
      await stopped;
      await server.database.stop();
      server.guard.release();
    },
  };
}

/**
 * Starts the server again, and tries until it succeeds.
 * @returns undefined when `signal` is aborted
 */
async function restart(options: Options & { port: number }, signal: AbortSignal): Promise<LockedServer | undefined> {
  for (let waitMs = RESTART_MS; ; waitMs = Math.min(2 * waitMs, RESTART_MAX_MS)) {
    await pause(waitMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return undefined;
    try {
      const server = await startAndLock(options);
      if (server) {
        log().info("The embedded PostgreSQL is back.");
        return server;
      }
      log().error(`Another Latchkey has taken the database in ${options.dataDir}.`);
    } catch (error) {
      log().error(
        { error },
        isNoSpace(error) ? noSpaceMessage(options.dataDir) : "The embedded PostgreSQL did not start.",
      );
    }
  }
}

/**
 * Starts the server and takes a lock on it. The lock lasts as long as the connection, so it also ends when the process
 * is killed.
 * @returns undefined when another process has the lock
 */
async function startAndLock(options: Options & { port?: number }): Promise<LockedServer | undefined> {
  const database = await startEmbedded(options);
  const client = new pg.Client({ connectionString: database.url });
  // The connection is lost when the server stops. Without a listener, the event would end the process.
  client.on("error", () => {});
  const ended = new Promise<void>((resolve) => client.once("end", resolve));
  await client.connect();
  const deadline = performance.now() + LOCK_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const result = await client.query('SELECT pg_try_advisory_lock($1) AS "isLocked"', [OWNER_LOCK]);
    if (result.rows[0]?.isLocked) return { database, client, guard: endWithThisProcess(database.pid), ended };
    await pause(POLL_MS);
  }
  await client.end();
  return undefined;
}
