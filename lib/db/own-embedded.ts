import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { SECOND_MS } from "#lib/clock";
import { type EmbeddedDatabase, startEmbedded } from "#lib/db/embedded";
import { isNoSpace, noSpace } from "#lib/db/no-space";
import { SettingsError } from "#lib/env";
import { log } from "#lib/log";

/** Any number that no other part of the program locks. */
const OWNER_LOCK = 7_201_002;
/** A killed process's connections, and with them its lock, are noticed by PostgreSQL within this time. */
const LEFTOVER_TIMEOUT_MS = 3_000;
const POLL_MS = 50;
/** How long to wait before the server is started again, at first and at most. */
const RESTART_MS = SECOND_MS / 2;
const RESTART_MAX_MS = 15 * SECOND_MS;

type Options = { dataDir: string; password: string };

/** The server, and the connection by which this process holds it. */
type Owned = { database: EmbeddedDatabase; client: pg.Client; ended: Promise<void> };

/**
 * Starts the embedded PostgreSQL and keeps it running at the same address: when it goes down (a full disk, a kill) it is
 * started again until it comes up, for nobody else would. What needs it meanwhile says so by itself.
 * @throws SettingsError when another Latchkey runs on the same data folder
 */
export async function ownEmbedded(options: Options): Promise<{ url: string; stop(): Promise<void> }> {
  const first = await own(options);
  if (!first) {
    throw new SettingsError(
      `Another Latchkey is running on ${options.dataDir}. Stop it first, give this one a DATA_DIR of its own, or set DATABASE_URL for both.`,
    );
  }
  const stopping = new AbortController();
  let owned = first;
  const keep = async () => {
    while (!stopping.signal.aborted) {
      await owned.ended;
      if (stopping.signal.aborted) return;
      log().error("The embedded PostgreSQL went down. It is started again.");
      owned = (await ownAgain({ ...options, port: owned.database.port }, stopping.signal)) ?? owned;
    }
    await owned.client.end();
  };
  const kept = keep();
  return {
    url: owned.database.url,
    stop: async () => {
      stopping.abort();
      await owned.client.end();
      await kept;
      await owned.database.stop();
    },
  };
}

/** Tries until it succeeds. @returns undefined when it is no longer wanted */
async function ownAgain(options: Options & { port: number }, signal: AbortSignal): Promise<Owned | undefined> {
  for (let waitMs = RESTART_MS; ; waitMs = Math.min(2 * waitMs, RESTART_MAX_MS)) {
    await pause(waitMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return undefined;
    try {
      const owned = await own(options);
      if (owned) {
        log().info("The embedded PostgreSQL is back.");
        return owned;
      }
      log().error(`Another Latchkey has taken the database in ${options.dataDir}.`);
    } catch (error) {
      log().error({ error }, isNoSpace(error) ? noSpace(options.dataDir) : "The embedded PostgreSQL did not start.");
    }
  }
}

/**
 * Whoever runs the embedded server holds a lock on it for as long as the process lives, whatever kills it.
 * @returns undefined when another process has the lock
 */
async function own(options: Options & { port?: number }): Promise<Owned | undefined> {
  const database = await startEmbedded(options);
  const client = new pg.Client({ connectionString: database.url });
  // It goes with the server.
  client.on("error", () => {});
  const ended = new Promise<void>((resolve) => client.once("end", resolve));
  await client.connect();
  const deadline = performance.now() + LEFTOVER_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const answer = await client.query("SELECT pg_try_advisory_lock($1) AS taken", [OWNER_LOCK]);
    if (answer.rows[0]?.taken) return { database, client, ended };
    await pause(POLL_MS);
  }
  await client.end();
  return undefined;
}
