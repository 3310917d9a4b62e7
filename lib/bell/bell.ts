import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { SECOND_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { env } from "#lib/env";
import { log } from "#lib/log";

/** The channel on which triggers of the database announce changes of rights (see the migration named `bell`). */
const CHANNEL = "latchkey_changes";
/** The channel on which processes send messages to each other. */
const PROCESS_CHANNEL = "latchkey_passed_on";
const CONNECT_TIMEOUT_MS = 3 * SECOND_MS;
/** A connection without a network reports no error. Only a query without a response shows that it is lost. */
const HEARTBEAT_EVERY_MS = SECOND_MS / 2;
const HEARTBEAT_TIMEOUT_MS = SECOND_MS;
const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 5 * SECOND_MS;
/** How long an orderly close may take. Without a network it would never end. */
const CLOSE_TIMEOUT_MS = SECOND_MS;

export type BellListener = {
  /** Rights changed. `subject` says whose: `key:<id>`, `user:<id>`, `workspace:<id>` or `all`. */
  onRing(subject: string): void;
  /** A process, perhaps this one, called `notifyProcesses` with this text. */
  onMessage(text: string): void;
  /** The bell reports every change from now on. It may have missed earlier ones. */
  onUp(): void;
  /** The bell may miss changes until `onUp`. */
  onLost(): void;
};

/**
 * Reports every change of rights, over one connection to the database that uses `LISTEN`. It reconnects by itself when
 * the connection is lost. It only says whose rights changed; the listener reads the rights from the database.
 */
export class Bell {
  readonly #listener: BellListener;
  #client: pg.Client | undefined;
  #isUp = false;
  #isClosed = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(listener: BellListener) {
    this.#listener = listener;
    void this.#connect();
  }

  /** Whether the bell reports every change now. A lost connection is noticed after up to 1.5 seconds. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Closes the connection. The bell cannot be used again. */
  async close(): Promise<void> {
    const client = this.#client;
    this.#isClosed = true;
    this.#isUp = false;
    this.#client = undefined;
    clearTimeout(this.#timer);
    await Promise.race([client?.end(), pause(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: env().DATABASE_URL,
      application_name: "latchkey-bell",
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    this.#client = client;
    client.on("error", (error) => this.#markLost(client, error));
    client.on("notification", ({ channel, payload }) => {
      if (channel === PROCESS_CHANNEL) this.#listener.onMessage(payload ?? "");
      else this.#listener.onRing(payload ?? "all");
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}; LISTEN ${PROCESS_CHANNEL}`);
      const backend = await readBackendId(client);
      if (this.#client === client) this.#markUp(client, backend);
    } catch (error) {
      this.#markLost(client, error);
    }
  }

  #markUp(client: pg.Client, backend: unknown): void {
    if (this.#failures > 0) log().info("The bell is back. Changes of rights take effect at once again.");
    this.#isUp = true;
    this.#failures = 0;
    this.#scheduleHeartbeat(client, backend);
    this.#listener.onUp();
  }

  #scheduleHeartbeat(client: pg.Client, backend: unknown): void {
    this.#timer = setTimeout(() => void this.#checkConnection(client, backend), HEARTBEAT_EVERY_MS);
    this.#timer.unref();
  }

  async #checkConnection(client: pg.Client, backend: unknown): Promise<void> {
    let isWaiting = true;
    const reportTimeout = () => isWaiting && this.#markLost(client, new Error("The database did not respond in time."));
    // If this process itself was busy, the response may have arrived unread. It is read before `reportTimeout` runs.
    const timeout = setTimeout(() => setImmediate(reportTimeout), HEARTBEAT_TIMEOUT_MS);
    try {
      const answering = await readBackendId(client);
      // LISTEN belongs to one backend of the server. A pooler that changes the backend would lose notifications.
      if (answering !== backend) throw new Error("DATABASE_URL leads through a pooler in transaction mode.");
      if (this.#client === client) this.#scheduleHeartbeat(client, backend);
    } catch (error) {
      this.#markLost(client, error);
    } finally {
      isWaiting = false;
      clearTimeout(timeout);
    }
  }

  #markLost(client: pg.Client, error: unknown): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    clearTimeout(this.#timer);
    void client.end();
    if (this.#failures === 0) log().warn({ error }, "The bell is lost. Changes of rights are polled until it is back.");
    const wasUp = this.#isUp;
    this.#isUp = false;
    this.#scheduleReconnect();
    if (wasUp) this.#listener.onLost();
  }

  /** The delay doubles each time. Its random part keeps replicas from reconnecting all at once. */
  #scheduleReconnect(): void {
    if (this.#isClosed) return;
    const delayMs = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** this.#failures) * (0.5 + Math.random() / 2);
    this.#failures += 1;
    this.#timer = setTimeout(() => void this.#connect(), delayMs);
    this.#timer.unref();
  }
}

/**
 * Sends `text` to every process that has a bell, this one included.
 * @param text at most 7,999 bytes, which is PostgreSQL's limit of a notification
 * @throws the error of the database when it cannot be reached
 */
export async function notifyProcesses(text: string): Promise<void> {
  await pool().query("SELECT pg_notify($1, $2)", [PROCESS_CHANNEL, text]);
}

async function readBackendId(client: pg.Client): Promise<unknown> {
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  return rows[0]?.pid;
}
