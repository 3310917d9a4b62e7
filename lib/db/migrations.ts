import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MigrationList } from "@prisma/schema-engine-wasm";
import type pg from "pg";

// Paths are relative to the working directory, which is the project's folder for every command.
export const MIGRATIONS_DIR = join("prisma", "migrations");
export const SCHEMA = join("prisma", "schema.prisma");
/** A copy of the schema that the newest migration leads to. `npm run db:diff` compares with it and writes it. */
export const MIGRATED_SCHEMA = join("prisma", "migrated.prisma");

/** Returns the names of the migrations of this version, the oldest first. */
async function knownMigrations(): Promise<string[]> {
  const entries = await readdir(MIGRATIONS_DIR, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Returns the names of the migrations that were not applied to the database yet, the oldest first. */
export async function pendingMigrations(connection: Pick<pg.Pool, "query">): Promise<string[]> {
  const [known, applied] = await Promise.all([knownMigrations(), appliedMigrations(connection)]);
  return known.filter((name) => !applied.includes(name));
}

/** Returns the names of the migrations that were applied to the database and that this version does not have. */
export async function unknownMigrations(connection: Pick<pg.Pool, "query">): Promise<string[]> {
  const [known, applied] = await Promise.all([knownMigrations(), appliedMigrations(connection)]);
  return applied.filter((name) => !known.includes(name));
}

async function appliedMigrations(connection: Pick<pg.Pool, "query">): Promise<string[]> {
  const table = await connection.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists");
  if (!table.rows[0]?.exists) return [];
  const applied = await connection.query(`
    SELECT migration_name FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`);
  return applied.rows.map((row: { migration_name: string }) => row.migration_name);
}

/** Reads the migrations folder in the form that the schema engine takes. */
export async function migrationList(): Promise<MigrationList> {
  const names = await knownMigrations();
  const lockfile = "migration_lock.toml";
  return {
    baseDir: MIGRATIONS_DIR,
    lockfile: { path: lockfile, content: await readFile(join(MIGRATIONS_DIR, lockfile), "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: {
            tag: "ok" as const,
            value: await readFile(join(MIGRATIONS_DIR, name, "migration.sql"), "utf8"),
          },
        },
      })),
    ),
  };
}
