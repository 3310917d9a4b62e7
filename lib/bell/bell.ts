import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { SECOND_MS } from "#lib/clock";
import { pool } from "#lib/db/pool";
import { env } from "#lib/env";
import { log } from "#lib/log";

/** On which the database's triggers announce changes (see the migration named `bell`). */
const CHANNEL = "latchkey_changes";
/** On which processes pass on to each other what reached the wrong one. */
const PASSED_ON_CHANNEL = "latchkey_passed_on";
const CONNECT_TIMEOUT_MS = 3 * SECOND_MS;
/** A connection whose network has gone says nothing at all: only a question that stays unanswered tells. */
const HEARTBEAT_EVERY_MS = SECOND_MS / 2;
const HEARTBEAT_TIMEOUT_MS = SECOND_MS;
const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 5 * SECOND_MS;
/** How long an end in order may take, where the network has gone. */
const CLOSE_TIMEOUT_MS = SECOND_MS;

export type BellListener = {
  /** Whose rights are to be read again: `key:<id>`, `user:<id>`, `workspace:<id>` or `all`. */
  onRing(subject: string): void;
  /** What another process, or this one, gave to `passOn`. */
  onPassedOn(text: string): void;
  /** From now on every change rings; whatever happened before may have been missed. */
  onUp(): void;
  /** Changes may be missed until `onUp`. */
  onLost(): void;
};

/**
 * One connection to the database that hears of every change of rights (`LISTEN`), for as long as it is open. It comes
 * back by itself when it is lost. It only ever says where to look: the database is the truth.
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

  /** Whether every change rings at this moment, as far as anybody can know. */
  get isUp(): boolean {
    return this.#isUp;
  }

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
    client.on("error", (error) => this.#lose(client, error));
    client.on("notification", ({ channel, payload }) => {
      if (channel === PASSED_ON_CHANNEL) this.#listener.onPassedOn(payload ?? "");
      else this.#listener.onRing(payload ?? "all");
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}; LISTEN ${PASSED_ON_CHANNEL}`);
      const backend = await backendOf(client);
      if (this.#client === client) this.#rise(client, backend);
    } catch (error) {
      this.#lose(client, error);
    }
  }

  #rise(client: pg.Client, backend: unknown): void {
    if (this.#failures > 0) log().info("The bell is back: changes of rights are heard of at once again.");
    this.#isUp = true;
    this.#failures = 0;
    this.#scheduleHeartbeat(client, backend);
    this.#listener.onUp();
  }

  #scheduleHeartbeat(client: pg.Client, backend: unknown): void {
    this.#timer = setTimeout(() => void this.#beat(client, backend), HEARTBEAT_EVERY_MS);
    this.#timer.unref();
  }

  async #beat(client: pg.Client, backend: unknown): Promise<void> {
    let isWaiting = true;
    const judge = () => isWaiting && this.#lose(client, new Error("The database did not answer in time."));
    // When this process itself was held up, the answer may be there and only unread: reading comes before `judge`.
    const timeout = setTimeout(() => setImmediate(judge), HEARTBEAT_TIMEOUT_MS);
    try {
      const answering = await backendOf(client);
      // LISTEN belongs to one backend of the server: a pooler that puts another in its place lets rings get lost.
      if (answering !== backend) throw new Error("DATABASE_URL leads through a pooler in transaction mode.");
      if (this.#client === client) this.#scheduleHeartbeat(client, backend);
    } catch (error) {
      this.#lose(client, error);
    } finally {
      isWaiting = false;
      clearTimeout(timeout);
    }
  }

  #lose(client: pg.Client, error: unknown): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    clearTimeout(this.#timer);
    void client.end();
    if (this.#failures === 0) log().warn({ error }, "The bell is lost: changes of rights are polled until it is back.");
    const wasUp = this.#isUp;
    this.#isUp = false;
    this.#retry();
    if (wasUp) this.#listener.onLost();
  }

  /** Later each time, and not all replicas at once. */
  #retry(): void {
    if (this.#isClosed) return;
    const delayMs = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** this.#failures) * (0.5 + Math.random() / 2);
    this.#failures += 1;
    this.#timer = setTimeout(() => void this.#connect(), delayMs);
    this.#timer.unref();
  }
}

/**
 * Hands `text`, of at most 8,000 bytes, to every process that has a bell.
 * @throws whatever the database throws when it cannot be reached
 */
export async function passOn(text: string): Promise<void> {
  await pool().query("SELECT pg_notify($1, $2)", [PASSED_ON_CHANNEL, text]);
}

async function backendOf(client: pg.Client): Promise<unknown> {
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  return rows[0]?.pid;
}
