import pg from "pg";
import { env } from "#lib/env";
import { single } from "#lib/process";

/** Connections each process may hold; PostgreSQL allows 100 by default, which leaves room for several replicas. */
const MAX_CONNECTIONS = 16;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;

/** The one pool of this process. Hot reads use it directly, Prisma through its adapter. */
export function pool(): pg.Pool {
  return single("pool", () => {
    const connectionString = env().DATABASE_URL;
    if (!connectionString) throw new Error("The database has not been started.");
    const made = new pg.Pool({
      connectionString,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      // The server cannot end what it no longer hears of: after a broken network only this does.
      query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
      application_name: "latchkey",
    });
    // Without a listener a lost idle connection would end the process; the pool replaces it by itself.
    made.on("error", () => {});
    return made;
  });
}
