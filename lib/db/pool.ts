import pg from "pg";
import { markAway } from "#lib/db/away-mark";
import { WritableClient } from "#lib/db/writable-client";
import { env } from "#lib/env";
import { forget, single } from "#lib/process";

/** The most connections of this pool. PostgreSQL allows 100 by default, which is enough for several replicas. */
const MAX_CONNECTIONS = 16;
/** The most connections of the pool for lookups of keys. */
export const MAX_LOOKUP_CONNECTIONS = 2;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;

/** The time limit of a query of `lookupPool`. A client that waited longer should get an error instead. */
const LOOKUP_TIMEOUT_MS = 5_000;

/** Returns the connection pool for everything except lookups of keys. Prisma uses it through its adapter. */
export function pool(): pg.Pool {
  return single("pool", () => marking(makePool(MAX_CONNECTIONS, STATEMENT_TIMEOUT_MS)));
}

/**
 * Returns the connection pool that only looks up keys for the gateway, so a slow page never delays a call.
 *
 * Its connections plan each prepared statement once. By default, PostgreSQL would plan a query over a list of keys each
 * time, which takes three times as long as the query itself.
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
    // After a network failure the server cannot end the query, so the client ends it.
    query_timeout: timeoutMs + 1_000,
    application_name: "latchkey",
    // The types of the library know no parameters of this class.
    Client: WritableClient as unknown as new () => pg.ClientBase,
    onConnect: async (client) => {
      (client as unknown as WritableClient).admit();
      await onConnect?.(client);
    },
  });
  // The pool replaces a lost idle connection. Without a listener, the event would end the process.
  made.on("error", () => {});
  return made;
}

/** Marks the errors of a database that is away, for the page or the action that meets them. */
function marking(made: pg.Pool): pg.Pool {
  const query = made.query.bind(made) as (...given: unknown[]) => unknown;
  const marked = (...given: unknown[]) => {
    const answer = query(...given);
    return answer instanceof Promise ? answer.catch(markAway) : answer;
  };
  return Object.assign(made, { query: marked as pg.Pool["query"] });
}

/** Closes the connections of both pools. */
export async function closePools(): Promise<void> {
  const pools = [pool(), lookupPool()];
  forget("pool");
  forget("lookup-pool");
  await Promise.all(pools.map((each) => each.end()));
}
