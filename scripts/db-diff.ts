import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { MIGRATED_SCHEMA, MIGRATIONS_DIR, SCHEMA } from "#lib/db/migrations";
import { withSchemaEngine } from "#lib/db/schema-engine";
import { databaseUrl } from "#scripts/database";

/** The SQL that leads from the schema of the last migration to `schema`; undefined when both make the same database. */
async function difference(schema: string): Promise<string | undefined> {
  const migrated = await readFile(MIGRATED_SCHEMA, "utf8");
  const schemaOf = (content: string) => ({ tag: "schemaDatamodel" as const, files: [{ path: SCHEMA, content }] });
  // The engine connects before anything else, although it only compares two texts.
  await using database = await databaseUrl();
  const result = await withSchemaEngine(database.url, (engine) =>
    engine.diff({
      from: schemaOf(migrated),
      to: schemaOf(schema),
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  // The exit code means the same as in `git diff --exit-code`: 2 says that there is a difference.
  return result.exitCode === 2 ? (result.stdout ?? undefined) : undefined;
}

/** Writes the SQL as a new migration and returns the path of its file. */
async function writeMigration(name: string, sql: string): Promise<string> {
  const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const folder = join(MIGRATIONS_DIR, `${stamp}_${name}`);
  const file = join(folder, "migration.sql");
  await mkdir(folder, { recursive: true });
  await writeFile(file, sql);
  return file;
}

const { values } = parseArgs({ options: { name: { type: "string" } } });
const name = values.name?.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
if (!name) {
  console.error("Name the migration: npm run db:diff -- --name add_something");
  process.exit(1);
}

const schema = await readFile(SCHEMA, "utf8");
const sql = await difference(schema);
const file = sql === undefined ? undefined : await writeMigration(name, sql);
// Comments and the order of fields change without a migration, so the copy is written in either case.
await writeFile(MIGRATED_SCHEMA, schema);
console.log(
  file
    ? `Wrote ${file}. Read it, then apply it with \`npm run db:migrate\`.`
    : "The migrations already make this schema. No migration was written.",
);
