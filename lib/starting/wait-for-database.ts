import { setTimeout as pause } from "node:timers/promises";
import { SECOND_MS } from "#lib/clock";
import { WritableClient } from "#lib/db/writable-client";
import { SettingsError } from "#lib/env";
import { log } from "#lib/log";
import { type ConnectionProblem, connectionProblem, type Target } from "#lib/starting/connection-problem";

/** The oldest version whose SQL Latchkey uses. */
const OLDEST_VERSION = 15;
const CONNECT_TIMEOUT_MS = 5 * SECOND_MS;
const POLL_MS = SECOND_MS / 4;

/**
 * Waits until the PostgreSQL of `DATABASE_URL` can be used. What waiting cannot mend, such as a wrong password, is said
 * at once.
 * @param seconds how long to wait; 0 tries once
 * @param signal ends the waiting, because Latchkey is stopped
 * @throws SettingsError with one sentence, which names host and port and never the password
 */
export async function waitForDatabase(connectionString: string, seconds: number, signal?: AbortSignal): Promise<void> {
  const beganAtMs = performance.now();
  let said = "";
  for (;;) {
    const failure = await tryOnce(connectionString);
    if (!failure) return;
    const { target, problem } = failure;
    const where = `The PostgreSQL of DATABASE_URL at ${target.host}:${target.port} cannot be used, because ${problem.because}.`;
    const waitedMs = performance.now() - beganAtMs;
    if (!problem.mayPass) throw new SettingsError(`${where} ${problem.advice}`, { cause: failure.cause });
    if (waitedMs >= seconds * SECOND_MS) {
      const waited = `Latchkey waited ${seconds} seconds (DATABASE_WAIT_SECONDS).`;
      throw new SettingsError(`${where} ${waited} ${problem.advice}`, { cause: failure.cause });
    }
    if (said !== where) log().warn(`${where} Latchkey waits up to ${seconds} seconds.`);
    said = where;
    await pause(POLL_MS, undefined, { signal }).catch(() => {});
    if (signal?.aborted) throw new SettingsError("Latchkey was stopped while it waited for its database.");
  }
}

type Failure = { target: Target; problem: ConnectionProblem; cause: unknown };

/** @returns null when the database can be used */
async function tryOnce(connectionString: string): Promise<Failure | null> {
  const client = new WritableClient({ connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // The attempt reports a lost server. Without a listener, the event would end the process.
  client.on("error", () => {});
  const { host, port, user = "", database = "" } = client;
  const target = { host, port, user, database };
  try {
    await client.connect();
    client.admit();
    const { rows } = await client.query("SELECT current_setting('server_version_num')::int / 10000 AS version");
    const { version } = rows[0] as { version: number };
    return version >= OLDEST_VERSION ? null : { target, problem: tooOld(version), cause: undefined };
  } catch (cause) {
    return { target, problem: connectionProblem(cause, target), cause };
  } finally {
    // A connection that is silent would be waited for in vain.
    await Promise.race([client.end().catch(() => {}), pause(SECOND_MS, undefined, { ref: false })]);
  }
}

function tooOld(version: number): ConnectionProblem {
  const because = `it is version ${version}, and Latchkey needs ${OLDEST_VERSION} or newer`;
  return { because, advice: "Upgrade PostgreSQL.", mayPass: false };
}
