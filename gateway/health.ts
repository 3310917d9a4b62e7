import { Hono } from "hono";
import { SECOND_MS } from "#lib/clock";
import { type AwayReason, awayReason } from "#lib/db/database-away";
import { pendingMigrations } from "#lib/db/migrations";
import { pool } from "#lib/db/pool";
import { checkSpace } from "#lib/db/space";
import { log } from "#lib/log";
import { rateLimitStore } from "#lib/rate-limit/shared-counts";
import { type EncryptionKeyState, encryptionKeyState } from "#lib/secrets/encryption-key";
import { isStopping } from "#lib/stopping/stopping";
import { clockOffsetMs } from "#lib/time/database-clock";
import { type InFlight, singleFlight } from "#lib/upstreams/catalogue/single-flight";
import { VERSION } from "#lib/version";

const NO_STORE = { "cache-control": "no-store" };

/** Makes the routes for load balancers. `health` says that the process runs, `ready` that it can do its work. */
export function healthRoutes(): Hono {
  return new Hono()
    .get("/health", (context) => context.json({ status: "ok", version: VERSION }, 200, NO_STORE))
    .get("/ready", async (context) => {
      if (isStopping()) return context.json({ status: "stopping" }, 503, NO_STORE);
      const { database, migrations, encryptionKey } = await sharedReadiness();
      const isReady = database === "ok" && migrations === "ok";
      // The rest is information only. Limits also hold without Redis. With a wrong key (decision 41), keys, pages and calls
      // to servers without headers still work, and the pages tell admins what to do. All rules go by the database's clock,
      // so an offset harms nobody.
      const checks = {
        database,
        migrations,
        encryptionKey,
        rateLimits: rateLimitStore(),
        clockOffsetSeconds: clockOffset(),
      };
      return context.json({ status: isReady ? "ready" : "not_ready", checks }, isReady ? 200 : 503, NO_STORE);
    });
}

/** How far the clock of this machine is ahead of the database's, in seconds with milliseconds; null before it is known. */
function clockOffset(): number | null {
  const offsetMs = clockOffsetMs();
  return offsetMs === null ? null : Math.round(offsetMs) / SECOND_MS;
}

type Readiness = {
  database: "ok" | AwayReason | "failing";
  migrations: "ok" | "pending" | "unknown";
  encryptionKey: EncryptionKeyState | "unknown";
};

const asking: InFlight<Readiness> = new Map();

/** Asks the database once for all requests that come meanwhile, because anybody may ask as often as they like. */
function sharedReadiness(): Promise<Readiness> {
  return singleFlight(asking, "readiness", readiness);
}

async function readiness(): Promise<Readiness> {
  try {
    const pending = await pendingMigrations(pool());
    await checkSpace();
    // The table of the probe may be missing.
    if (pending.length > 0) return { database: "ok", migrations: "pending", encryptionKey: "unknown" };
    return { database: "ok", migrations: "ok", encryptionKey: await encryptionKeyState() };
  } catch (error) {
    log().warn({ error }, "The database is not ready.");
    return { database: awayReason(error) ?? "failing", migrations: "unknown", encryptionKey: "unknown" };
  }
}
