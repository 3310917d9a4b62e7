import pg from "pg";
import { migrationList, pendingMigrations } from "#lib/db/migrations";
import { withSchemaEngine } from "#lib/db/schema-engine";

const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Applies the migrations that the database lacks. Replicas that start at the same time may all call this, because the
 * engine takes an advisory lock.
 * @returns the names of the migrations applied by this call
 */
export async function migrate(connectionString: string): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    // The engine takes 0.3 s to load. A start without new migrations skips it.
    const pending = await pendingMigrations(client);
    if (pending.length === 0) return [];
  } finally {
    await client.end();
  }
  const migrationsList = await migrationList();
  return withSchemaEngine(connectionString, async (engine) => {
    const result = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
    return result.appliedMigrationNames;
  });
}
