import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { knownMigrations, MIGRATIONS_DIR } from "#lib/db/migrations";
import { withSchemaEngine } from "#lib/db/schema-engine";
import { databaseUrl } from "#scripts/database";

const SCHEMA = "prisma/schema.prisma";

/** Every migration keeps the schema that it leads to, so that the next difference does not depend on what the database holds. */
async function lastSchema(): Promise<string | undefined> {
  const last = (await knownMigrations()).at(-1);
  return last && readFile(join(MIGRATIONS_DIR, last, "schema.prisma"), "utf8");
}

/** The SQL that leads from the last migration to the schema; undefined when there is nothing to do. */
async function difference(): Promise<string | undefined> {
  const from = await lastSchema();
  const to = await readFile(SCHEMA, "utf8");
  const schemaOf = (content: string) => ({ tag: "schemaDatamodel" as const, files: [{ path: SCHEMA, content }] });
  // The engine connects before anything else, although it only compares two texts.
  await using database = await databaseUrl();
  const result = await withSchemaEngine(database.url, (engine) =>
    engine.diff({
      from: from === undefined ? { tag: "empty" } : schemaOf(from),
      to: schemaOf(to),
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  // As in `git diff --exit-code`: 2 says that there is a difference.
  return result.exitCode === 2 ? (result.stdout ?? undefined) : undefined;
}

async function writeMigration(name: string, sql: string): Promise<string> {
  const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const folder = join(MIGRATIONS_DIR, `${stamp}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "migration.sql"), sql);
  await copyFile(SCHEMA, join(folder, "schema.prisma"));
  return folder;
}

const { values } = parseArgs({ options: { name: { type: "string" } } });
const name = values.name?.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
if (!name) {
  console.error("Name the migration: npm run db:diff -- --name add_something");
  process.exit(1);
}

const sql = await difference();
console.log(
  sql === undefined
    ? "The migrations already make this schema; nothing was written."
    : `Wrote ${await writeMigration(name, sql)}/migration.sql. Read it, then apply it with npm run db:migrate.`,
);
