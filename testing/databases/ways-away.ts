import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import type { AwayReason } from "#lib/db/database-away";
import type { FailingDatabase } from "#testing/databases/failing-database";

/** One way in which a database can be away. */
export type WayAway = {
  name: string;
  /** What `/api/ready` may say meanwhile. The first attempts may meet connections that were just lost. */
  reasons: AwayReason[];
  /** Takes the database away. @returns what brings it back */
  begin(database: FailingDatabase): Promise<() => Promise<void>>;
};

/** Ends Latchkey's connections until it can make no new one. */
async function lockOut(database: FailingDatabase): Promise<void> {
  while ((await database.connectionsOfLatchkey()) > 0) {
    await database.disconnectLatchkey();
    await pause(50);
  }
}

/** The tables that each surface reads first. */
const READ_FIRST = '"Key", "Session", "ApiToken", "User", "Workspace", _prisma_migrations';

export const WAYS_AWAY: WayAway[] = [
  {
    name: "the server is stopped",
    reasons: ["unreachable"],
    begin: async (database) => {
      await database.stop();
      return () => database.start();
    },
  },
  {
    name: "the server is killed in the middle of a query",
    reasons: ["unreachable"],
    begin: async (database) => {
      const client = await database.connect("role");
      const sleeping = client.query("SELECT pg_sleep(3600)").catch(() => {});
      await database.stop("SIGQUIT");
      await sleeping;
      return () => database.start();
    },
  },
  {
    name: "all processes of the server hang",
    reasons: ["slow", "unreachable"],
    begin: async (database) => {
      const goOn = await database.hang();
      return async () => goOn();
    },
  },
  {
    name: "the server has no connection left (max_connections)",
    reasons: ["too_many_connections"],
    begin: async (database) => {
      const holders: pg.Client[] = [];
      const holdAll = async () => {
        for (;;) {
          try {
            holders.push(await database.connect("role"));
          } catch {
            return;
          }
        }
      };
      do {
        await database.disconnectLatchkey();
        await holdAll();
      } while ((await database.connectionsOfLatchkey()) > 0);
      return async () => {
        await Promise.all(holders.map((holder) => holder.end()));
      };
    },
  },
  {
    name: "the role has no connection left",
    reasons: ["too_many_connections"],
    begin: async (database) => {
      await database.asAdmin("ALTER ROLE app CONNECTION LIMIT 0");
      await lockOut(database);
      return () => database.asAdmin("ALTER ROLE app CONNECTION LIMIT -1");
    },
  },
  {
    name: "the role has another password",
    reasons: ["refused"],
    begin: async (database) => {
      await database.asAdmin("ALTER ROLE app PASSWORD 'another'");
      await lockOut(database);
      return () => database.asAdmin("ALTER ROLE app PASSWORD 'failing'");
    },
  },
  {
    name: "the database allows no connections",
    reasons: ["refused"],
    begin: async (database) => {
      await database.asAdmin("ALTER DATABASE latchkey ALLOW_CONNECTIONS false");
      await lockOut(database);
      return () => database.asAdmin("ALTER DATABASE latchkey ALLOW_CONNECTIONS true");
    },
  },
  {
    name: "the database has another name",
    reasons: ["refused"],
    begin: async (database) => {
      await database.asAdmin("ALTER DATABASE latchkey ALLOW_CONNECTIONS false");
      await lockOut(database);
      await database.asAdmin("ALTER DATABASE latchkey RENAME TO elsewhere");
      return () =>
        database.asAdmin(
          "ALTER DATABASE elsewhere RENAME TO latchkey",
          "ALTER DATABASE latchkey ALLOW_CONNECTIONS true",
        );
    },
  },
  {
    name: "new transactions are read-only (default_transaction_read_only)",
    reasons: ["read_only"],
    begin: async (database) => {
      await database.asAdmin("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
      return () => database.asAdmin("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()");
    },
  },
  {
    name: "the server is a hot standby",
    reasons: ["read_only"],
    begin: async (database) => {
      await database.stop();
      await database.setStandby(true);
      await database.start();
      return async () => {
        await database.stop();
        await database.setStandby(false);
        await database.start();
      };
    },
  },
  {
    name: "the tables are locked for longer than a query may take",
    reasons: ["slow"],
    begin: async (database) => {
      const client = await database.connect("admin");
      await client.query("BEGIN");
      await client.query(`LOCK TABLE ${READ_FIRST} IN ACCESS EXCLUSIVE MODE`);
      return () => client.end();
    },
  },
  {
    name: "the network drops every packet",
    reasons: ["slow", "unreachable"],
    begin: async ({ network }) => {
      network.swallow();
      return async () => network.mend();
    },
  },
];
