import { setTimeout as pause } from "node:timers/promises";
import { WHILE_DATABASE_AWAY } from "#scripts/drill/count-step";
import type { Scene, Step } from "#scripts/drill/step";
import { WAYS_AWAY } from "#testing/databases/ways-away";

const BELLS = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'latchkey-bell'";
const TIMES = 5;
/** Longer than a statement may take, so gateways do not know whether their last write was carried out. */
const LONG_MS = 20_000;

export const LOSE_BELL: Step = {
  name: `the bell's connections are ended ${TIMES} times (pg_terminate_backend)`,
  allowed: [],
  disturb: async ({ database, revoke, answers }) => {
    for (let time = 0; time < TIMES; time += 1) {
      await database.asAdmin(BELLS);
      if (time === 0) await revoke();
      await answers(50);
    }
  },
};

export const LOSE_CONNECTIONS: Step = {
  name: "all connections to PostgreSQL are ended",
  allowed: WHILE_DATABASE_AWAY,
  disturb: async ({ database, revoke, answers }) => {
    await database.disconnectLatchkey();
    await revoke();
    await answers(50);
    await database.disconnectLatchkey();
  },
};

export const HANG_DATABASE = away("PostgreSQL hangs (SIGSTOP) and goes on", "all processes of the server hang");

export const LONG_HANG_DATABASE = away(
  "PostgreSQL hangs for longer than a statement may take",
  "all processes of the server hang",
  () => pause(LONG_MS),
);

export const RESTART_DATABASE = away("PostgreSQL is stopped, and starts again", "the server is stopped");

export const KILL_DATABASE = away(
  "PostgreSQL crashes, and starts again",
  "the server is killed in the middle of a query",
);

export const EXHAUST_SERVER = away(
  "PostgreSQL has no connection left",
  "the server has no connection left (max_connections)",
);

export const EXHAUST_ROLE = away("the role has no connection left", "the role has no connection left");

export const LOCK_TABLES = away(
  "the tables are locked for longer than a query may take",
  "the tables are locked for longer than a query may take",
);

export const DROP_PACKETS = away("the network to PostgreSQL drops every packet", "the network drops every packet");

/**
 * Makes a step of a way in which a database can be away. The key is revoked just before, so that its revocation is the
 * last thing that gateways could hear.
 * @param way the name of the way in `WAYS_AWAY`
 * @param meanwhile what is waited for once calls fail
 */
function away(name: string, way: string, meanwhile: () => Promise<void> = async () => {}): Step {
  const found = WAYS_AWAY.find((one) => one.name === way);
  if (!found) throw new Error(`No way in which a database can be away is named "${way}".`);
  const disturb = async ({ database, revoke, failures }: Scene) => {
    await revoke();
    const end = await found.begin(database);
    await failures(20);
    await meanwhile();
    await end();
  };
  return { name, allowed: WHILE_DATABASE_AWAY, disturb };
}
