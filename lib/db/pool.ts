import pg from "pg";
import { env } from "#lib/env";
import { forget, single } from "#lib/process";

/** Connections each process may hold; PostgreSQL allows 100 by default, which leaves room for several replicas. */
const MAX_CONNECTIONS = 16;
export const MAX_LOOKUP_CONNECTIONS = 2;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;

/** Of `lookupPool`: whoever waits for a key check longer than this is better told so. */
const LOOKUP_TIMEOUT_MS = 5_000;

/** The pool of this process for everything but the lookups of keys. Prisma uses it through its adapter. */
export function pool(): pg.Pool {
  return single("pool", () => makePool(MAX_CONNECTIONS, STATEMENT_TIMEOUT_MS));
}

/**
 * Connections that look up keys for the gateway and do nothing else, so that no slow page holds up a call.
 * Prepared statements are planned once: left alone, PostgreSQL plans a query over a list of keys anew each time, which
 * takes three times as long as carrying it out.
 */
export function lookupPool(): pg.Pool {
  return single("lookup-pool", () =>
    makePool(MAX_LOOKUP_CONNECTIONS, LOOKUP_TIMEOUT_MS, async (client) => {
      await client.query("SET plan_cache_mode = force_generic_plan");
    }),
  );
}

function makePool(max: number, timeoutMs: number, onConnect?: (client: pg.ClientBase) => Promise<void>): pg.Pool {
  const connectionString = env().DATABASE_URL;
  if (!connectionString) throw new Error("The database has not been started.");
  const made = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: timeoutMs,
    // The server cannot end what it no longer hears of: after a broken network only this does.
    query_timeout: timeoutMs + 1_000,
    application_name: "latchkey",
    ...(onConnect && { onConnect }),
  });
  // Without a listener a lost idle connection would end the process; the pool replaces it by itself.
  made.on("error", () => {});
  return made;
}

/** Ends the connections of both pools. */
export async function closePools(): Promise<void> {
  const pools = [pool(), lookupPool()];
  forget("pool");
  forget("lookup-pool");
  await Promise.all(pools.map((each) => each.end()));
}
