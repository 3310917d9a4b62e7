import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { migrationList, pendingMigrations } from "#lib/db/migrations";
import { withSchemaEngine } from "#lib/db/schema-engine";

const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** The id of the advisory lock of the process that migrates. No other part of Latchkey uses this number. */
const MIGRATION_LOCK = 7_201_003;
const POLL_MS = 100;

/**
 * Applies the migrations that the database lacks. Replicas that start at the same time may all call this: one migrates,
 * and the others wait for it, however long it takes. The engine has a lock too, for which it waits ten seconds at most.
 * @returns the names of the migrations applied by this call
 */
export async function migrate(connectionString: string): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  // The next query reports a lost server. Without a listener, the event would end the process.
  client.on("error", () => {});
  await client.connect();
  try {
    // The engine takes 0.3 s to load. A start without new migrations skips it.
    if ((await pendingMigrations(client)).length === 0) return [];
    await takeMigrationLock(client);
    if ((await pendingMigrations(client)).length === 0) return [];
    await forgetBrokenOff(client);
    const migrationsList = await migrationList();
    return await withSchemaEngine(connectionString, async (engine) => {
      const result = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
      return result.appliedMigrationNames;
    });
  } finally {
    // The lock ends with the connection.
    await client.end();
  }
}

/** Waits in many short queries, so that no time limit of the server for one query ends the waiting. */
async function takeMigrationLock(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS "isLocked"', [MIGRATION_LOCK]);
    if (rows[0]?.isLocked) return;
    await pause(POLL_MS);
  }
}

/**
 * Lets the engine apply a migration again that failed, or whose process was killed. The engine would refuse every further
 * start instead. Nothing of such a migration is there, because a migration and the note that it has finished are one
 * transaction (`schema-engine.ts`).
 */
async function forgetBrokenOff(client: pg.Client): Promise<void> {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists");
  if (!rows[0]?.exists) return;
  await client.query(
    "UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL",
  );
}
