import { Hono } from "hono";
import { pendingMigrations } from "#lib/db/migrations";
import { pool } from "#lib/db/pool";
import { log } from "#lib/log";
import { rateLimitStore } from "#lib/rate-limit/shared-counts";
import { isStopping } from "#lib/stopping/stopping";
import { type InFlight, singleFlight } from "#lib/upstreams/catalogue/single-flight";

const NO_STORE = { "cache-control": "no-store" };

/** Makes the routes for load balancers. `health` says that the process runs, `ready` that it can do its work. */
export function healthRoutes(): Hono {
  return new Hono()
    .get("/health", (context) => context.json({ status: "ok" }, 200, NO_STORE))
    .get("/ready", async (context) => {
      if (isStopping()) return context.json({ status: "stopping" }, 503, NO_STORE);
      const { database, migrations } = await sharedReadiness();
      const isReady = database === "ok" && migrations === "ok";
      // This is information only. Limits also hold without Redis, so the process stays ready.
      const checks = { database, migrations, rateLimits: rateLimitStore() };
      return context.json({ status: isReady ? "ready" : "not_ready", checks }, isReady ? 200 : 503, NO_STORE);
    });
}

type Readiness = { database: "ok" | "unreachable"; migrations: "ok" | "pending" | "unknown" };

const asking: InFlight<Readiness> = new Map();

/** Asks the database once for all requests that come meanwhile, because anybody may ask as often as they like. */
function sharedReadiness(): Promise<Readiness> {
  return singleFlight(asking, "readiness", readiness);
}

async function readiness(): Promise<Readiness> {
  try {
    const pending = await pendingMigrations(pool());
    return { database: "ok", migrations: pending.length === 0 ? "ok" : "pending" };
  } catch (error) {
    log().warn({ error }, "The database is not ready.");
    return { database: "unreachable", migrations: "unknown" };
  }
}
